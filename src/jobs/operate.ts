/** What people do with jobs, from the dashboard as from the command line: look, retry, cancel, pause. Who may is decided by the caller. */
import type { Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { AppError } from "../errors.ts";
import * as jobs from "../repositories/jobs.ts";

/** Where a job can be looked for. */
export const jobLists = ["active", "pending", "scheduled", "retrying", "dead", "done", "cancelled"] as const;

export type JobList = (typeof jobLists)[number];

/** An attempt that failed, as the column `errors` holds it. */
export interface JobError {
  readonly attempt: number;
  readonly at: string;
  readonly message: string;
  readonly stack?: string;
}

/** Their shape is kept by failure.ts and by the recovery's SQL. */
export const errorsOf = (errors: Json): JobError[] =>
  Array.isArray(errors) ? (errors as unknown as JobError[]) : [];

export interface JobFilter {
  readonly queue?: string | undefined;
  readonly name?: string | undefined;
  readonly limit: number;
  /** The id of the last one seen; null begins with the newest. */
  readonly after: string | null;
}

export type ListedJob = jobs.FetchActiveJobsRow;

export async function listJobs(db: Db, list: JobList, filter: JobFilter): Promise<ListedJob[]> {
  switch (list) {
    case "active":
      return await jobs.fetchActiveJobs(db, filter);
    case "pending":
      return await jobs.fetchReadyJobs(db, { ...filter, due: true });
    case "scheduled":
      return await jobs.fetchReadyJobs(db, { ...filter, due: false, retrying: false });
    case "retrying":
      return await jobs.fetchReadyJobs(db, { ...filter, due: false, retrying: true });
    default:
      return await jobs.fetchFinishedJobs(db, { ...filter, state: list });
  }
}

/** @throws {AppError} not_found */
export async function readJob(db: Db, id: string): Promise<jobs.FetchJobRow> {
  const job = await jobs.fetchJob(db, { id });
  if (job === null) throw new AppError("not_found");
  return job;
}

/** @throws {AppError} not_found; job_not_retryable: it is not over, or the same one is pending again */
export async function retryJob(db: Db, id: string): Promise<void> {
  const retried = await jobs.modifyJobsAsRetried(db, { ids: [id] });
  if (retried.length === 0) await refuse(db, id, "job_not_retryable");
}

/** @throws {AppError} not_found; job_is_over */
export async function cancelJob(db: Db, id: string): Promise<void> {
  const cancelled = await jobs.modifyJobsAsCancelled(db, { ids: [id] });
  if (cancelled.length === 0) await refuse(db, id, "job_is_over");
}

/** @throws {AppError} not_found; job_not_waiting: it is due already, runs, or is over */
export async function bringForwardJob(db: Db, id: string): Promise<void> {
  const due = await jobs.modifyJobsAsDue(db, { ids: [id] });
  if (due.length === 0) await refuse(db, id, "job_not_waiting");
}

async function refuse(
  db: Db,
  id: string,
  code: "job_not_retryable" | "job_is_over" | "job_not_waiting",
): Promise<never> {
  await readJob(db, id);
  throw new AppError(code);
}

const BATCH = 1_000;

/** All dead jobs, or those of a queue or a name. Gives how many. */
export async function retryDeadJobs(
  db: Db,
  filter: { readonly queue?: string | undefined; readonly name?: string | undefined },
): Promise<number> {
  let retried = 0;
  for (let batch = BATCH; batch === BATCH; retried += batch) {
    batch = await jobs.modifyDeadJobsAsRetried(db, { ...filter, limit: BATCH });
  }
  return retried;
}

export interface QueueOverview {
  readonly queue: string;
  readonly due: number;
  readonly scheduled: number;
  readonly retrying: number;
  readonly queued: number;
  readonly running: number;
  readonly dead: number;
  /** For how long the first in line has been due; null: nothing is. */
  readonly oldest_due_seconds: number | null;
  readonly paused_at: Date | null;
  /** What ended within the last minute. */
  readonly done_last_minute: number;
  readonly dead_last_minute: number;
}

/** Every queue that holds jobs, is paused, is worked on or is `known`. */
export async function overviewOfQueues(db: Db, known: readonly string[] = []): Promise<QueueOverview[]> {
  const [counts, pauses, rates] = await Promise.all([
    jobs.fetchJobCounts(db),
    jobs.fetchJobQueuePauses(db),
    jobs.fetchJobRates(db, { seconds: 60 }),
  ]);
  const rateOf = new Map(rates.map((rate) => [rate.queue, rate]));
  const pauseOf = new Map(pauses.map((pause) => [pause.queue, pause.paused_at]));
  const countOf = new Map(counts.map((count) => [count.queue, count]));
  const names = new Set([...known, ...countOf.keys(), ...pauseOf.keys(), ...rateOf.keys()]);
  return [...names].sort().map((queue) => ({
    ...(countOf.get(queue) ?? { ...NOTHING, queue }),
    paused_at: pauseOf.get(queue) ?? null,
    done_last_minute: Number(rateOf.get(queue)?.done ?? 0),
    dead_last_minute: Number(rateOf.get(queue)?.dead ?? 0),
  }));
}

const NOTHING = {
  due: 0,
  scheduled: 0,
  retrying: 0,
  queued: 0,
  running: 0,
  dead: 0,
  oldest_due_seconds: null,
};

/** What runs goes on; what is claimed already may still begin. */
export async function pauseQueue(db: Db, queue: string, by: string | null): Promise<void> {
  await jobs.insertJobQueuePause(db, { queue, pausedBy: by });
}

export async function resumeQueue(db: Db, queue: string): Promise<void> {
  await jobs.destroyJobQueuePause(db, { queue });
}

/** @throws {AppError} not_found */
export async function pauseSchedule(db: Db, name: string, paused: boolean): Promise<void> {
  if ((await jobs.modifyJobSchedulePaused(db, { name, paused })) === 0) throw new AppError("not_found");
}

/** Out of turn; the next slot comes as usual. Gives the job's id. @throws {AppError} not_found */
export async function runSchedule(db: Db, name: string): Promise<string> {
  const schedule = await jobs.fetchJobSchedule(db, { name });
  if (schedule === null) throw new AppError("not_found");
  const { job_name, queue, payload, priority, max_attempts } = schedule;
  const row = await jobs.insertJob(db, {
    name: job_name,
    queue,
    payload,
    priority,
    maxAttempts: max_attempts,
    delaySeconds: 0,
  });
  if (row === null) throw new AppError("conflict");
  return row.id;
}
