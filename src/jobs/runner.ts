/** Runs jobs that were started, and writes down what came of them. */
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Db, Tx } from "../database/db.ts";
import { withDeadline } from "../database/scope.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Outcome, RunEvent, RunFailure } from "./events.ts";
import { isPermanent, JobTimeout, LeaseLost, RetryLater, recordOf, WorkerStopped } from "./failure.ts";
import type { JobContext, JobFor } from "./job.ts";
import { storableJson } from "./json.ts";
import type { Ledger, RunKey, StartedJob } from "./ledger.ts";
import { type Log, logWith } from "./log.ts";
import { checkPayload } from "./payload.ts";
import { ProgressWriter } from "./progress.ts";
import { Run, untilStopped } from "./run.ts";
import { contextOf } from "./trace.ts";

export interface RunnerOptions<Services> {
  readonly services: Services;
  /** The connections of the jobs themselves. */
  readonly db: Db;
  readonly ledger: Ledger;
  readonly log: Log;
  /** For how long a run that was told to stop may go on. */
  readonly abortGraceMs: number;
  readonly observe: (event: RunEvent) => void;
  /** Gives what to say of the failure in the log. */
  readonly report: (failure: RunFailure) => object;
  readonly around: <T>(work: () => T) => T;
}

export class Runner<Services> {
  readonly #options: RunnerOptions<Services>;
  readonly #active = new Map<string, Run>();

  constructor(options: RunnerOptions<Services>) {
    this.#options = options;
  }

  /** The runs under way. */
  get active(): readonly Run[] {
    return [...this.#active.values()];
  }

  /**
   * Runs a job and writes down how it ended; `onEnded` is called in between. Rejects only when the end cannot be written
   * while the lease holds.
   */
  async run(job: JobFor<Services>, row: StartedJob, onEnded: () => void = () => {}): Promise<Outcome> {
    const run = new Run(job, row, onEnded);
    const key = keyOf(run);
    this.#active.set(key, run);
    try {
      return await this.#traced(job, run);
    } finally {
      this.#active.delete(key);
    }
  }

  async #traced(job: JobFor<Services>, run: Run): Promise<Outcome> {
    const { row } = run;
    const attributes = {
      "job.id": row.id,
      "job.name": row.name,
      "job.queue": row.queue,
      "job.attempt": row.attempts,
      ...(row.user_id === null ? {} : { "user.id": row.user_id }),
    };
    const options = { kind: SpanKind.CONSUMER, attributes };
    const tracer = trace.getTracer("scaffold.jobs");
    return await tracer.startActiveSpan(
      `job ${row.name}`,
      options,
      contextOf(row.traceparent),
      async (span) => {
        try {
          const onError = (error: unknown) => {
            span.recordException(error instanceof Error ? error : String(error));
            span.setStatus({ code: SpanStatusCode.ERROR });
          };
          const begin = performance.now();
          const outcome = await this.#options.around(() => this.#outcome(job, run, onError));
          this.#options.observe(eventOf(run, outcome, performance.now() - begin));
          return outcome;
        } finally {
          span.end();
        }
      },
    );
  }

  async #outcome(job: JobFor<Services>, run: Run, onError: (error: unknown) => void): Promise<Outcome> {
    const log = logWith(this.#options.log, { job: run.row.name, job_id: run.id, attempt: run.row.attempts });
    try {
      const result = await this.#perform(job, run, log);
      return await this.#succeeded(run, result);
    } catch (error) {
      onError(error);
      return await this.#failed(run, error, log);
    }
  }

  async #perform(job: JobFor<Services>, run: Run, log: Log): Promise<unknown> {
    checkPayload(job.name, job.payload, run.row.payload);
    const { ledger, abortGraceMs, services } = this.#options;
    const progress = new ProgressWriter(ledger.db, run, log);
    const timer = setTimeout(() => run.stop(new JobTimeout(job.timeoutMs)), job.timeoutMs);
    try {
      const context = this.#contextOf(run, log, progress);
      const work = async () => await job.run(context, services);
      return await untilStopped(run.signal, abortGraceMs, withDeadline(Date.now() + job.timeoutMs, work));
    } finally {
      clearTimeout(timer);
      run.onEnded();
      await progress.close();
    }
  }

  #contextOf(run: Run, log: Log, progress: ProgressWriter): JobContext<unknown> {
    const { row, signal } = run;
    return {
      id: row.id,
      payload: row.payload,
      attempt: row.attempts,
      maxAttempts: row.max_attempts,
      runAt: row.run_at,
      userId: row.user_id,
      organizationId: row.organization_id,
      db: this.#options.db,
      log,
      signal,
      commit: (work) => this.#commit(run, work),
      progress: (share, note) => progress.report(share, note),
    };
  }

  /** The last statement asks whether the job is still this run's: if not, everything before it is undone. */
  async #commit<T>(run: Run, work: (tx: Tx) => Promise<T>): Promise<T> {
    run.signal.throwIfAborted();
    const result = await this.#options.db.transaction(async (tx) => {
      const value = await work(tx);
      const done = await jobs.modifyJobAsDone(tx, { id: run.id, run: run.runs, result: storableJson(value) });
      if (done === 0) throw new LeaseLost();
      return value;
    });
    run.committed = true;
    return result;
  }

  async #succeeded(run: Run, result: unknown): Promise<Outcome> {
    if (run.committed) return "done";
    const finish = { id: run.id, runs: run.runs, result: storableJson(result) };
    if (await persist(run, () => this.#options.ledger.finish(finish))) return "done";
    throw new LeaseLost();
  }

  async #failed(run: Run, error: unknown, log: Log): Promise<Outcome> {
    const outcome = await this.#writeFailure(run, error);
    const known = this.#options.report({ ...factsOf(run), outcome, error });
    const failure = { outcome, ...known };
    if (outcome === "dead") log.error(failure, "job is dead");
    else if (outcome === "done") log.warn(failure, "job failed after it had committed: it is done");
    else log.warn(failure, "job did not finish");
    return outcome;
  }

  async #writeFailure(run: Run, error: unknown): Promise<Outcome> {
    if (run.committed) return "done";
    if (error instanceof LeaseLost) return "lost";
    const { ledger } = this.#options;
    if (error instanceof WorkerStopped) return await persist(run, () => release(ledger, run));
    const failure = {
      id: run.id,
      runs: run.runs,
      retry: !isPermanent(error),
      delayMs: delayAfter(error, run),
      record: storableJson(recordOf(error, run.row.attempts, new Date())),
    };
    const written = await persist(run, () => ledger.fail(failure));
    return written === null ? "lost" : outcomes[written.state];
  }
}

const outcomes: Readonly<Record<jobs.JobState, Outcome>> = {
  ready: "retry",
  queued: "retry",
  running: "lost",
  done: "done",
  dead: "dead",
  cancelled: "cancelled",
};

const keyOf = ({ id, runs }: RunKey): string => `${id}_${runs}`;

async function release(ledger: Ledger, { id, runs }: Run): Promise<Outcome> {
  await ledger.release([{ id, runs }]);
  return "released";
}

const delayAfter = (error: unknown, { job, row }: Run): number =>
  error instanceof RetryLater ? error.afterMs : job.backoff(row.attempts, Math.random);

const factsOf = ({ row }: Run) => ({
  id: row.id,
  name: row.name,
  queue: row.queue,
  attempt: row.attempts,
  maxAttempts: row.max_attempts,
  userId: row.user_id,
  organizationId: row.organization_id,
  payload: row.payload,
});

const eventOf = ({ row }: Run, outcome: Outcome, runMs: number): RunEvent => ({
  id: row.id,
  name: row.name,
  queue: row.queue,
  attempt: row.attempts,
  outcome,
  runMs,
  waitMs: row.waited_seconds * 1000,
});

const RETRY_WRITE_MS = 250;

/** A database that is away for a moment must not make a finished job run again: tries until the lease is over. */
async function persist<T>(run: Run, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!run.leaseHolds) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_WRITE_MS));
    }
  }
}
