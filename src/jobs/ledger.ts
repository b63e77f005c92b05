/**
 * The worker's words with the table: claim, start, finish, give back. Starts and finishes go in batches, as a round
 * trip for each of them would be most of what a short job costs. None of it runs on the jobs' own connections, so that
 * jobs which hold all of them never keep a lease from being renewed.
 */
import type { Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import { batched } from "./batch.ts";
import type { Delivery } from "./engine.ts";
import { untraced } from "./trace.ts";

/** A job that this worker has started. */
export type StartedJob = jobs.ModifyJobsAsRunningRow;

/** One run of a job: nobody else's statements touch the row while `runs` is the row's. */
export interface RunKey {
  readonly id: string;
  readonly runs: number;
}

interface Start {
  readonly id: string;
  readonly runs: number;
  readonly leaseSeconds: number;
}

interface Finish extends RunKey {
  readonly result: Json;
}

interface Failure extends RunKey {
  readonly retry: boolean;
  readonly delayMs: number;
  readonly record: Json;
}

const BATCH = 100;

export class Ledger {
  readonly db: Db;
  readonly #workerId: string;
  /** null: too late, the job is not to be started any more. */
  readonly start: (start: Start) => Promise<StartedJob | null>;
  /** false: the run lost its job. */
  readonly finish: (finish: Finish) => Promise<boolean>;

  constructor(db: Db, workerId: string) {
    this.db = db;
    this.#workerId = workerId;
    this.start = batched((starts) => untraced(() => this.#start(starts)), BATCH);
    this.finish = batched((finishes) => untraced(() => this.#finish(finishes)), BATCH);
  }

  async claim(
    free: ReadonlyMap<string, number>,
    names: readonly string[],
    leaseSeconds: number,
  ): Promise<Delivery[]> {
    const params = {
      queues: [...free.keys()],
      limits: [...free.values()],
      names,
      leaseSeconds,
      workerId: this.#workerId,
    };
    const rows = await jobs.modifyJobsAsQueued(this.db, params);
    return rows.sort(byUrgency).map(({ runs, ...row }) => ({ ...row, run: runs }));
  }

  /** null: the run lost its job. */
  async fail({ id, runs, retry, delayMs, record }: Failure): Promise<jobs.ModifyJobAsFailedRow | null> {
    return await jobs.modifyJobAsFailed(this.db, {
      id,
      run: runs,
      retry,
      delaySeconds: delayMs / 1000,
      error: record,
    });
  }

  async release(keys: readonly RunKey[]): Promise<void> {
    if (keys.length === 0) return;
    await jobs.modifyJobsAsReleased(this.db, columns(keys));
  }

  async #start(starts: readonly Start[]): Promise<(StartedJob | null)[]> {
    const leaseSeconds = starts.map((start) => start.leaseSeconds);
    const rows = await jobs.modifyJobsAsRunning(this.db, {
      ...columns(starts),
      leaseSeconds,
      workerId: this.#workerId,
    });
    return inOrder(starts, rows);
  }

  async #finish(finishes: readonly Finish[]): Promise<boolean[]> {
    const results = finishes.map(({ result }) => result);
    const rows = await jobs.modifyJobsAsDone(this.db, { ...columns(finishes), results });
    return inOrder(finishes, rows).map((row) => row !== null);
  }
}

const columns = (keys: readonly RunKey[]) => ({
  ids: keys.map(({ id }) => id),
  runs: keys.map(({ runs }) => runs),
});

/** The answer to each question; the same id twice in a batch is answered once. */
function inOrder<Row extends { id: string }>(asked: readonly RunKey[], rows: readonly Row[]): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return asked.map(({ id }) => {
    const row = byId.get(id) ?? null;
    byId.delete(id);
    return row;
  });
}

/** An UPDATE returns its rows in whatever order it found them. */
const byUrgency = (a: jobs.ModifyJobsAsQueuedRow, b: jobs.ModifyJobsAsQueuedRow): number =>
  b.priority - a.priority || a.run_at.getTime() - b.run_at.getTime() || (a.id < b.id ? -1 : 1);
