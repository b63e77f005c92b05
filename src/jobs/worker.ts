/**
 * The process that runs jobs: claims them, has the engine deliver them, runs them, keeps their leases alive, takes back
 * what other workers lost, and enqueues what is scheduled. Everything it needs is handed in; it starts and stops when told.
 */
import type { Database, Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Delivery, Engine } from "./engine.ts";
import type { RunEvent, RunFailure } from "./events.ts";
import { WorkerStopped } from "./failure.ts";
import { renewLeases } from "./heartbeat.ts";
import type { JobFor } from "./job.ts";
import { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { Loop } from "./loop.ts";
import { Relay } from "./relay.ts";
import { Runner } from "./runner.ts";
import { declareSchedules, tick } from "./scheduler.ts";
import { defaultTimings, type Timings } from "./timings.ts";

export interface WorkerOptions<Services> {
  readonly jobs: readonly JobFor<Services>[];
  readonly services: Services;
  readonly engine: Engine;
  /** How many jobs at once, by queue. Jobs of other queues are left to other workers. */
  readonly queues: ReadonlyMap<string, number>;
  /** For the jobs. */
  readonly db: Db;
  /** For the worker itself: connections of its own, that jobs cannot use up. Two or three are enough. */
  readonly ledger: Database;
  readonly log: Log;
  /** Which process this is, for people. */
  readonly host: string;
  readonly pid: number;
  /** The process may begin anew in its place, unasked (`bun --watch`): what it ran before is given back when it does. */
  readonly reloads?: boolean;
  readonly observe?: (event: RunEvent) => void;
  /** Takes a failure, and gives what to say of it in the log; the error itself when it is left out. */
  readonly report?: (failure: RunFailure) => object;
  /** Runs happen inside of it, from the first query to the report of a failure. */
  readonly around?: <T>(work: () => T) => T;
  readonly timings?: Partial<Timings>;
}

export function createWorker<Services>(options: WorkerOptions<Services>): Worker<Services> {
  return new Worker(options);
}

export class Worker<Services = unknown> {
  readonly id = crypto.randomUUID();
  readonly #options: WorkerOptions<Services>;
  readonly #timings: Timings;
  readonly #jobs: ReadonlyMap<string, JobFor<Services>>;
  readonly #ledger: Ledger;
  readonly #runner: Runner<Services>;
  readonly #relay: Relay;
  readonly #loops: {
    readonly heartbeat: Loop;
    readonly schedules: Loop;
    readonly recovery: Loop;
    readonly listening: Loop;
  };
  /** Deliveries whose end is not written yet. */
  readonly #open = new Set<Promise<void>>();
  #unlisten: (() => Promise<void>) | undefined;
  #declared = false;
  #settledIn = false;
  #stopping = false;

  constructor(options: WorkerOptions<Services>) {
    this.#options = options;
    this.#timings = { ...defaultTimings, ...options.timings };
    this.#jobs = new Map(options.jobs.map((job) => [job.name, job]));
    this.#ledger = new Ledger(options.ledger, this.id);
    this.#runner = this.#createRunner();
    this.#relay = this.#createRelay();
    this.#loops = {
      heartbeat: this.#loop("heartbeat", () => this.#beat(), this.#timings.heartbeatMs),
      schedules: this.#loop("schedules", () => this.#schedule(), this.#timings.scheduleMs),
      recovery: this.#loop("recovery", () => this.#recover(), this.#timings.recoveryMs),
      listening: this.#loop("listening", () => this.#listen(), this.#timings.recoveryMs),
    };
  }

  /** Resolves when the engine is ready. A database that is away is waited for, not an error. */
  async start(): Promise<void> {
    const { engine, queues } = this.#options;
    await engine.work(queues, (delivery) => this.#deliver(delivery));
    for (const loop of Object.values(this.#loops)) loop.start();
    this.#relay.start();
  }

  /**
   * Takes nothing new, gives back what has not begun, lets runs finish for `graceMs`, then tells them to stop and gives
   * them back too. None of it costs a job an attempt.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const ended = this.#options.engine.close();
    await Promise.all([
      this.#relay.stop(),
      this.#loops.schedules.stop(),
      this.#loops.recovery.stop(),
      this.#loops.listening.stop(),
    ]);
    const timer = setTimeout(() => this.#abortRuns(), graceMs);
    await ended;
    clearTimeout(timer);
    await Promise.all(this.#open);
    await this.#loops.heartbeat.stop();
    await this.#leave();
  }

  /** The runs under way. */
  get running(): number {
    return this.#runner.active.length;
  }

  /** Resolves when the job is over: another may begin while what came of this one is written, together with others. */
  #deliver(delivery: Delivery): Promise<void> {
    this.#relay.arrived(delivery);
    return new Promise((resolve) => {
      const open = this.#settle(delivery, resolve).finally(() => {
        this.#open.delete(open);
        resolve();
      });
      this.#open.add(open);
    });
  }

  async #settle(delivery: Delivery, onEnded: () => void): Promise<void> {
    try {
      const job = this.#jobs.get(delivery.name);
      if (this.#stopping || job === undefined) return;
      const row = await this.#ledger.start({
        id: delivery.id,
        runs: delivery.run,
        leaseSeconds: job.leaseMs / 1000,
      });
      if (row === null) return;
      // Whoever stops has told the runs to stop by now or soon: one that would begin after that must not begin.
      if (this.#stopping) await this.#ledger.release([row]);
      else await this.#runner.run(job, row, onEnded);
    } catch (error) {
      this.#warn("delivery", error);
    } finally {
      this.#relay.finished(delivery);
    }
  }

  #abortRuns(): void {
    for (const run of this.#runner.active) run.stop(new WorkerStopped());
  }

  async #leave(): Promise<void> {
    try {
      await this.#unlisten?.();
      await jobs.destroyJobWorkers(this.#options.ledger, { id: this.id });
    } catch (error) {
      this.#warn("leaving", error);
    }
  }

  async #beat(): Promise<void> {
    const { ledger, host, pid, engine, queues } = this.#options;
    await renewLeases(ledger, this.#runner.active);
    const worker = { id: this.id, host, pid, engine: engine.name, queues: Object.fromEntries(queues) };
    await jobs.insertJobWorker(ledger, { ...worker, running: this.running });
  }

  async #schedule(): Promise<void> {
    const { ledger } = this.#options;
    if (!this.#declared) await declareSchedules(ledger, this.#options.jobs, new Date());
    this.#declared = true;
    await tick(ledger);
  }

  async #giveBackFormer(): Promise<void> {
    const { ledger, host, pid, reloads } = this.#options;
    if (reloads === true) await jobs.modifyJobsOfFormerWorker(ledger, { host, pid, workerId: this.id });
    this.#settledIn = true;
  }

  /** First says that its own runs live: a process that was stopped for a while must not take its own jobs for lost. */
  async #recover(): Promise<void> {
    const { ledger, queues, log } = this.#options;
    if (!this.#settledIn) await this.#giveBackFormer();
    await renewLeases(ledger, this.#runner.active);
    for (const job of await jobs.modifyJobsWithExpiredLease(ledger))
      log.warn({ ...job }, "job taken back: its lease expired");
    const afterSeconds = this.#timings.unknownJobMs / 1000;
    const unknown = { queues: [...queues.keys()], names: [...this.#jobs.keys()], afterSeconds };
    for (const job of await jobs.modifyJobsWithoutHandler(ledger, unknown))
      log.error({ ...job }, "job is dead: no handler");
    await jobs.destroyJobWorkers(ledger);
    this.#relay.wake();
  }

  async #listen(): Promise<void> {
    if (this.#unlisten !== undefined) return;
    this.#unlisten = await this.#options.ledger.listen("jobs", {
      notified: (payload) => (payload === "cancel" ? this.#loops.heartbeat.wake() : this.#relay.wake()),
      resumed: () => this.#relay.wake(),
    });
  }

  #createRelay(): Relay {
    const { engine, queues, ledger: db } = this.#options;
    return new Relay({
      db,
      engine,
      queues,
      ledger: this.#ledger,
      workerId: this.id,
      names: [...this.#jobs.keys()],
      pollMs: this.#timings.pollMs,
      leaseSeconds: this.#timings.deliveryMs / 1000,
      pushTimeoutMs: this.#timings.pushTimeoutMs,
      waitMs: this.#timings.waitMs,
      onError: (error) => this.#warn("claiming", error),
    });
  }

  #createRunner(): Runner<Services> {
    const { services, db, log, observe, report, around = directly } = this.#options;
    return new Runner({
      services,
      db,
      log,
      ledger: this.#ledger,
      abortGraceMs: this.#timings.abortGraceMs,
      observe: (event) => {
        if (event.outcome === "retry") this.#relay.wake();
        observe?.(event);
      },
      report: (failure) => report?.(failure) ?? { err: failure.error },
      around,
    });
  }

  #loop(what: string, work: () => Promise<void>, intervalMs: number): Loop {
    return new Loop(work, { intervalMs, onError: (error) => this.#warn(what, error) });
  }

  #warn(what: string, error: unknown): void {
    this.#options.log.warn({ err: error, worker_id: this.id }, `jobs: ${what} failed; it goes on`);
  }
}

const directly = <T>(work: () => T): T => work();
