// Generated from sql/jobs/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type JobState = "ready" | "queued" | "running" | "done" | "dead" | "cancelled";

export interface DestroyFinishedJobsParams {
  readonly doneSeconds: number;
  readonly deadSeconds: number;
  readonly limit: string | number | bigint;
}

export const destroyFinishedJobsQuery = defineQuery<DestroyFinishedJobsParams, never>({
  title: "DestroyFinishedJobs",
  file: "sql/jobs/DestroyFinishedJobs.sql",
  verb: "Destroy",
  text: `/* DestroyFinishedJobs */ DELETE FROM jobs
WHERE id IN (
  SELECT over.id
  FROM jobs AS over
  WHERE (over.state IN ('done', 'cancelled') AND over.finished_at < now() - make_interval(secs => $1))
    OR (over.state = 'dead' AND over.finished_at < now() - make_interval(secs => $2))
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.doneSeconds), encode.number(p.deadSeconds), encode.number(p.limit)],
  pure: false,
});

/**
 * Forgets jobs that have been over for long enough, at most `limit` of them: a long statement would hold back every vacuum.
 */
export async function destroyFinishedJobs(db: Db, params: DestroyFinishedJobsParams): Promise<number> {
  return await db.count(destroyFinishedJobsQuery, params);
}

export interface DestroyJobQueuePauseParams {
  readonly queue: string;
}

export const destroyJobQueuePauseQuery = defineQuery<DestroyJobQueuePauseParams, never>({
  title: "DestroyJobQueuePause",
  file: "sql/jobs/DestroyJobQueuePause.sql",
  verb: "Destroy",
  text: `/* DestroyJobQueuePause */ DELETE FROM job_queue_pauses
WHERE queue = $1`,
  bind: (p) => [p.queue],
  pure: false,
});

/** Resumes a queue. */
export async function destroyJobQueuePause(db: Db, params: DestroyJobQueuePauseParams): Promise<number> {
  return await db.count(destroyJobQueuePauseQuery, params);
}

export interface DestroyJobSchedulesParams {
  readonly names: readonly (string | null)[];
}

export const destroyJobSchedulesQuery = defineQuery<DestroyJobSchedulesParams, never>({
  title: "DestroyJobSchedules",
  file: "sql/jobs/DestroyJobSchedules.sql",
  verb: "Destroy",
  text: `/* DestroyJobSchedules */ DELETE FROM job_schedules
WHERE name <> ALL ($1)`,
  bind: (p) => [encode.array(p.names)],
  pure: false,
});

/** Forgets the schedules that the code does not have any more. */
export async function destroyJobSchedules(db: Db, params: DestroyJobSchedulesParams): Promise<number> {
  return await db.count(destroyJobSchedulesQuery, params);
}

export interface DestroyJobWorkersParams {
  readonly id?: string | null | undefined;
}

export const destroyJobWorkersQuery = defineQuery<DestroyJobWorkersParams, never>({
  title: "DestroyJobWorkers",
  file: "sql/jobs/DestroyJobWorkers.sql",
  verb: "Destroy",
  text: `/* DestroyJobWorkers */ DELETE FROM job_workers
WHERE id = $1
  OR seen_at < now() - interval '5 minutes'`,
  bind: (p) => [p.id],
  pure: false,
});

/** Forgets a worker that stops, and those that have not been heard of for long. */
export async function destroyJobWorkers(db: Db, params: DestroyJobWorkersParams = {}): Promise<number> {
  return await db.count(destroyJobWorkersQuery, params);
}

export interface FetchActiveJobsParams {
  readonly queue?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchActiveJobsRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  payload: Json;
  state: JobState;
  /** Higher runs first within its queue. */
  priority: number;
  /** Not before this moment. */
  run_at: Date;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
  /** With so many attempts failed, the job is dead. */
  max_attempts: number;
  /** From 0 to 1, as the job says itself; NULL: it says nothing. */
  progress: number | null;
  /** What it is doing, in words. */
  progress_note: string | null;
  last_error: string | null;
  /** Who asked for it; NULL: the system. */
  user_id: string | null;
  /** Where it was asked for; NULL: nowhere in particular. */
  organization_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const fetchActiveJobsQuery = defineQuery<FetchActiveJobsParams, FetchActiveJobsRow>({
  title: "FetchActiveJobs",
  file: "sql/jobs/FetchActiveJobs.sql",
  verb: "Fetch",
  text: `/* FetchActiveJobs */ SELECT
  id,
  name,
  queue,
  payload,
  state,
  priority,
  run_at,
  attempts,
  max_attempts,
  progress,
  progress_note,
  errors -> -1 ->> 'message' AS last_error,
  user_id,
  organization_id,
  created_at,
  started_at,
  finished_at
FROM jobs
WHERE state IN ('queued', 'running')
  AND ($1::text IS NULL OR queue = $1)
  AND ($2::text IS NULL OR name = $2)
  AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4`,
  bind: (p) => [p.queue, p.name, p.after, encode.number(p.limit)],
  decode: { run_at: decode.timestamp, progress: decode.float4, created_at: decode.timestamp, started_at: decode.timestamp, finished_at: decode.timestamp },
  pure: true,
});

/** A page of jobs that run or are on their way to a worker, the newest first, behind the one last seen. */
export async function fetchActiveJobs(db: Db, params: FetchActiveJobsParams): Promise<FetchActiveJobsRow[]> {
  return await db.many(fetchActiveJobsQuery, params);
}

export interface FetchDueJobSchedulesRow {
  name: string;
  job_name: string;
  queue: string;
  payload: Json;
  priority: number;
  max_attempts: number;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: string;
  /** IANA name of the zone that the cron pattern is read in, e.g. "Europe/Berlin". */
  timezone: string;
  /** The slot that comes next. Whoever moves it on enqueues the job, in one transaction. */
  next_run_at: Date;
  /** Slots pass without a job until it is resumed; NULL: it runs. */
  paused_at: Date | null;
  now: Date;
}

export const fetchDueJobSchedulesQuery = defineQuery<Record<string, never>, FetchDueJobSchedulesRow>({
  title: "FetchDueJobSchedules",
  file: "sql/jobs/FetchDueJobSchedules.sql",
  verb: "Fetch",
  text: `/* FetchDueJobSchedules */ SELECT name, job_name, queue, payload, priority, max_attempts, cron, timezone, next_run_at, paused_at, now() AS "now"
FROM job_schedules
WHERE next_run_at <= now()
ORDER BY name
FOR UPDATE SKIP LOCKED`,
  bind: () => [],
  decode: { next_run_at: decode.timestamp, paused_at: decode.timestamp, now: decode.timestamp },
  pure: false,
});

/**
 * Schedules whose slot has come, locked for whoever enqueues their jobs. Several workers at once get different ones.
 */
export async function fetchDueJobSchedules(db: Db): Promise<FetchDueJobSchedulesRow[]> {
  return await db.many(fetchDueJobSchedulesQuery, {});
}

export interface FetchFinishedJobsParams {
  readonly state: JobState;
  readonly queue?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchFinishedJobsRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  payload: Json;
  state: JobState;
  /** Higher runs first within its queue. */
  priority: number;
  /** Not before this moment. */
  run_at: Date;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
  /** With so many attempts failed, the job is dead. */
  max_attempts: number;
  /** From 0 to 1, as the job says itself; NULL: it says nothing. */
  progress: number | null;
  /** What it is doing, in words. */
  progress_note: string | null;
  last_error: string | null;
  /** Who asked for it; NULL: the system. */
  user_id: string | null;
  /** Where it was asked for; NULL: nowhere in particular. */
  organization_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const fetchFinishedJobsQuery = defineQuery<FetchFinishedJobsParams, FetchFinishedJobsRow>({
  title: "FetchFinishedJobs",
  file: "sql/jobs/FetchFinishedJobs.sql",
  verb: "Fetch",
  text: `/* FetchFinishedJobs */ SELECT
  id,
  name,
  queue,
  payload,
  state,
  priority,
  run_at,
  attempts,
  max_attempts,
  progress,
  progress_note,
  errors -> -1 ->> 'message' AS last_error,
  user_id,
  organization_id,
  created_at,
  started_at,
  finished_at
FROM jobs
WHERE state IN ('done', 'dead', 'cancelled')
  AND state = $1
  AND ($2::text IS NULL OR queue = $2)
  AND ($3::text IS NULL OR name = $3)
  AND (
    $4::uuid IS NULL
    OR (finished_at, id) < (
      SELECT seen.finished_at, seen.id
      FROM jobs AS seen
      WHERE seen.id = $4
    )
  )
ORDER BY finished_at DESC, id DESC
LIMIT $5`,
  bind: (p) => [p.state, p.queue, p.name, p.after, encode.number(p.limit)],
  decode: { run_at: decode.timestamp, progress: decode.float4, created_at: decode.timestamp, started_at: decode.timestamp, finished_at: decode.timestamp },
  pure: true,
});

/**
 * A page of jobs that are over, those that ended last first, behind the one last seen. The states stand here a second time so that
 * the index of finished jobs serves, whichever is asked for.
 */
export async function fetchFinishedJobs(
  db: Db,
  params: FetchFinishedJobsParams,
): Promise<FetchFinishedJobsRow[]> {
  return await db.many(fetchFinishedJobsQuery, params);
}

export interface FetchJobParams {
  readonly id: string;
}

export interface FetchJobRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  payload: Json;
  state: JobState;
  /** Higher runs first within its queue. */
  priority: number;
  /** Not before this moment. */
  run_at: Date;
  /** Of jobs with the same name and key one may be pending; NULL: any number. */
  unique_key: string | null;
  /** With so many attempts failed, the job is dead. */
  max_attempts: number;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
  /** How often it was started. Never goes back: a worker that names an older run is not listened to. */
  runs: number;
  /** Whoever has it must say so before this moment, or it is given to another. */
  lease_expires_at: Date | null;
  /** The run is asked to stop. */
  cancel_requested_at: Date | null;
  /** From 0 to 1, as the job says itself; NULL: it says nothing. */
  progress: number | null;
  /** What it is doing, in words. */
  progress_note: string | null;
  /** What the job gave back. */
  result: Json | null;
  /** Failed attempts, newest last: [{attempt, at, message, stack}]. */
  errors: Json;
  /** W3C trace context of whoever enqueued it. */
  traceparent: string | null;
  /** Who asked for it; NULL: the system. */
  user_id: string | null;
  /** Where it was asked for; NULL: nowhere in particular. */
  organization_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  /** The worker that has or had it last. */
  worker_id: string | null;
  worker_host: string | null;
  worker_pid: number | null;
}

export const fetchJobQuery = defineQuery<FetchJobParams, FetchJobRow>({
  title: "FetchJob",
  file: "sql/jobs/FetchJob.sql",
  verb: "Fetch",
  text: `/* FetchJob */ SELECT
  jobs.id,
  jobs.name,
  jobs.queue,
  jobs.payload,
  jobs.state,
  jobs.priority,
  jobs.run_at,
  jobs.unique_key,
  jobs.max_attempts,
  jobs.attempts,
  jobs.runs,
  jobs.lease_expires_at,
  jobs.cancel_requested_at,
  jobs.progress,
  jobs.progress_note,
  jobs.result,
  jobs.errors,
  jobs.traceparent,
  jobs.user_id,
  jobs.organization_id,
  jobs.created_at,
  jobs.started_at,
  jobs.finished_at,
  jobs.worker_id,
  job_workers.host AS worker_host,
  job_workers.pid AS worker_pid
FROM jobs
LEFT JOIN job_workers ON job_workers.id = jobs.worker_id
WHERE jobs.id = $1`,
  bind: (p) => [p.id],
  decode: { run_at: decode.timestamp, lease_expires_at: decode.timestamp, cancel_requested_at: decode.timestamp, progress: decode.float4, created_at: decode.timestamp, started_at: decode.timestamp, finished_at: decode.timestamp },
  pure: true,
});

/** Everything about one job, for people. */
export async function fetchJob(db: Db, params: FetchJobParams): Promise<FetchJobRow | null> {
  return await db.maybe(fetchJobQuery, params);
}

export interface FetchJobCountsRow {
  queue: string;
  due: number;
  scheduled: number;
  retrying: number;
  queued: number;
  running: number;
  dead: number;
  oldest_due_seconds: number | null;
}

export const fetchJobCountsQuery = defineQuery<Record<string, never>, FetchJobCountsRow>({
  title: "FetchJobCounts",
  file: "sql/jobs/FetchJobCounts.sql",
  verb: "Fetch",
  text: `/* FetchJobCounts */ SELECT
  live.queue AS "queue",
  sum(live.due)::integer AS "due",
  sum(live.scheduled)::integer AS "scheduled",
  sum(live.retrying)::integer AS "retrying",
  sum(live.queued)::integer AS "queued",
  sum(live.running)::integer AS "running",
  sum(live.dead)::integer AS "dead",
  max(live.oldest_due_seconds)::double precision AS oldest_due_seconds
FROM (
  SELECT
    queue,
    count(*) FILTER (WHERE run_at <= now()) AS due,
    count(*) FILTER (WHERE run_at > now() AND attempts = 0) AS scheduled,
    count(*) FILTER (WHERE run_at > now() AND attempts > 0) AS retrying,
    0 AS queued,
    0 AS running,
    0 AS dead,
    extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now())) AS oldest_due_seconds
  FROM jobs
  WHERE state = 'ready'
  GROUP BY queue
  UNION ALL
  SELECT
    queue,
    0,
    0,
    0,
    count(*) FILTER (WHERE state = 'queued'),
    count(*) FILTER (WHERE state = 'running'),
    0,
    NULL
  FROM jobs
  WHERE state IN ('queued', 'running')
  GROUP BY queue
  UNION ALL
  SELECT queue, 0, 0, 0, 0, 0, count(*), NULL
  FROM jobs
  WHERE state = 'dead'
  GROUP BY queue
) AS live
GROUP BY live.queue
ORDER BY live.queue`,
  bind: () => [],
  pure: true,
});

/**
 * Depth and age of every queue. Each state is counted through its own index, so that the many that are done cost nothing.
 */
export async function fetchJobCounts(db: Db): Promise<FetchJobCountsRow[]> {
  return await db.many(fetchJobCountsQuery, {});
}

export interface FetchJobQueuePausesRow {
  queue: string;
  paused_at: Date;
  /** The operator who did it; NULL: the command line. */
  paused_by: string | null;
}

export const fetchJobQueuePausesQuery = defineQuery<Record<string, never>, FetchJobQueuePausesRow>({
  title: "FetchJobQueuePauses",
  file: "sql/jobs/FetchJobQueuePauses.sql",
  verb: "Fetch",
  text: `/* FetchJobQueuePauses */ SELECT queue, paused_at, paused_by
FROM job_queue_pauses
ORDER BY queue`,
  bind: () => [],
  decode: { paused_at: decode.timestamp },
  pure: true,
});

/** The queues that are paused. */
export async function fetchJobQueuePauses(db: Db): Promise<FetchJobQueuePausesRow[]> {
  return await db.many(fetchJobQueuePausesQuery, {});
}

export interface FetchJobRatesParams {
  readonly seconds: number;
}

export interface FetchJobRatesRow {
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  done: string;
  dead: string;
  cancelled: string;
}

export const fetchJobRatesQuery = defineQuery<FetchJobRatesParams, FetchJobRatesRow>({
  title: "FetchJobRates",
  file: "sql/jobs/FetchJobRates.sql",
  verb: "Fetch",
  text: `/* FetchJobRates */ SELECT
  queue,
  count(*) FILTER (WHERE state = 'done') AS "done",
  count(*) FILTER (WHERE state = 'dead') AS "dead",
  count(*) FILTER (WHERE state = 'cancelled') AS "cancelled"
FROM jobs
WHERE state IN ('done', 'dead', 'cancelled')
  AND finished_at > now() - make_interval(secs => $1)
GROUP BY queue
ORDER BY queue`,
  bind: (p) => [encode.number(p.seconds)],
  pure: true,
});

/** What ended in the last `seconds`, by queue and state. */
export async function fetchJobRates(db: Db, params: FetchJobRatesParams): Promise<FetchJobRatesRow[]> {
  return await db.many(fetchJobRatesQuery, params);
}

export interface FetchJobScheduleParams {
  readonly name: string;
}

export interface FetchJobScheduleRow {
  name: string;
  job_name: string;
  queue: string;
  payload: Json;
  priority: number;
  max_attempts: number;
}

export const fetchJobScheduleQuery = defineQuery<FetchJobScheduleParams, FetchJobScheduleRow>({
  title: "FetchJobSchedule",
  file: "sql/jobs/FetchJobSchedule.sql",
  verb: "Fetch",
  text: `/* FetchJobSchedule */ SELECT name, job_name, queue, payload, priority, max_attempts
FROM job_schedules
WHERE name = $1`,
  bind: (p) => [p.name],
  pure: true,
});

/** What is needed to run a schedule's job out of turn. */
export async function fetchJobSchedule(
  db: Db,
  params: FetchJobScheduleParams,
): Promise<FetchJobScheduleRow | null> {
  return await db.maybe(fetchJobScheduleQuery, params);
}

export interface FetchJobSchedulesRow {
  name: string;
  job_name: string;
  queue: string;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: string;
  /** IANA name of the zone that the cron pattern is read in, e.g. "Europe/Berlin". */
  timezone: string;
  /** The slot that comes next. Whoever moves it on enqueues the job, in one transaction. */
  next_run_at: Date;
  last_run_at: Date | null;
  /** The job of the newest slot; it may be pruned already. */
  last_job_id: string | null;
  last_job_state: JobState | null;
  /** Slots pass without a job until it is resumed; NULL: it runs. */
  paused_at: Date | null;
}

export const fetchJobSchedulesQuery = defineQuery<Record<string, never>, FetchJobSchedulesRow>({
  title: "FetchJobSchedules",
  file: "sql/jobs/FetchJobSchedules.sql",
  verb: "Fetch",
  text: `/* FetchJobSchedules */ SELECT
  job_schedules.name,
  job_schedules.job_name,
  job_schedules.queue,
  job_schedules.cron,
  job_schedules.timezone,
  job_schedules.next_run_at,
  job_schedules.last_run_at,
  job_schedules.last_job_id,
  jobs.state AS last_job_state,
  job_schedules.paused_at
FROM job_schedules
LEFT JOIN jobs ON jobs.id = job_schedules.last_job_id
ORDER BY job_schedules.name`,
  bind: () => [],
  decode: { next_run_at: decode.timestamp, last_run_at: decode.timestamp, paused_at: decode.timestamp },
  pure: true,
});

/** Every schedule, with how the job of its newest slot fares. */
export async function fetchJobSchedules(db: Db): Promise<FetchJobSchedulesRow[]> {
  return await db.many(fetchJobSchedulesQuery, {});
}

export interface FetchJobWorkersRow {
  id: string;
  host: string;
  pid: number;
  engine: string;
  /** How many jobs it runs at once, by queue: {"default": 10}. */
  queues: Json;
  /** How many jobs it runs now. */
  running: number;
  /** Queues in which it found nothing to do: it wants to be called when a job comes. */
  waiting_for: (string | null)[];
  started_at: Date;
  seen_at: Date;
}

export const fetchJobWorkersQuery = defineQuery<Record<string, never>, FetchJobWorkersRow>({
  title: "FetchJobWorkers",
  file: "sql/jobs/FetchJobWorkers.sql",
  verb: "Fetch",
  text: `/* FetchJobWorkers */ SELECT id, host, pid, engine, queues, running, waiting_for, started_at, seen_at
FROM job_workers
WHERE seen_at > now() - interval '1 minute'
ORDER BY started_at, id`,
  bind: () => [],
  decode: { waiting_for: decode.array(), started_at: decode.timestamp, seen_at: decode.timestamp },
  pure: true,
});

/** The workers that reported lately. */
export async function fetchJobWorkers(db: Db): Promise<FetchJobWorkersRow[]> {
  return await db.many(fetchJobWorkersQuery, {});
}

export interface FetchQueuedJobCountsParams {
  readonly queues: readonly (string | null)[];
}

export interface FetchQueuedJobCountsRow {
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  queued: number;
}

export const fetchQueuedJobCountsQuery = defineQuery<FetchQueuedJobCountsParams, FetchQueuedJobCountsRow>({
  title: "FetchQueuedJobCounts",
  file: "sql/jobs/FetchQueuedJobCounts.sql",
  verb: "Fetch",
  text: `/* FetchQueuedJobCounts */ SELECT queue, count(*)::integer AS "queued"
FROM jobs
WHERE state IN ('queued', 'running')
  AND state = 'queued'
  AND queue = ANY ($1)
GROUP BY queue`,
  bind: (p) => [encode.array(p.queues)],
  pure: true,
});

/** How many jobs of these queues are on their way to a worker, whoever claimed them. */
export async function fetchQueuedJobCounts(
  db: Db,
  params: FetchQueuedJobCountsParams,
): Promise<FetchQueuedJobCountsRow[]> {
  return await db.many(fetchQueuedJobCountsQuery, params);
}

export interface FetchReadyJobsParams {
  readonly due?: boolean | null | undefined;
  readonly retrying?: boolean | null | undefined;
  readonly queue?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchReadyJobsRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  payload: Json;
  state: JobState;
  /** Higher runs first within its queue. */
  priority: number;
  /** Not before this moment. */
  run_at: Date;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
  /** With so many attempts failed, the job is dead. */
  max_attempts: number;
  /** From 0 to 1, as the job says itself; NULL: it says nothing. */
  progress: number | null;
  /** What it is doing, in words. */
  progress_note: string | null;
  last_error: string | null;
  /** Who asked for it; NULL: the system. */
  user_id: string | null;
  /** Where it was asked for; NULL: nowhere in particular. */
  organization_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const fetchReadyJobsQuery = defineQuery<FetchReadyJobsParams, FetchReadyJobsRow>({
  title: "FetchReadyJobs",
  file: "sql/jobs/FetchReadyJobs.sql",
  verb: "Fetch",
  text: `/* FetchReadyJobs */ SELECT
  id,
  name,
  queue,
  payload,
  state,
  priority,
  run_at,
  attempts,
  max_attempts,
  progress,
  progress_note,
  errors -> -1 ->> 'message' AS last_error,
  user_id,
  organization_id,
  created_at,
  started_at,
  finished_at
FROM jobs
WHERE state = 'ready'
  AND ($1::boolean IS NULL OR (run_at <= now()) = $1)
  AND ($2::boolean IS NULL OR (attempts > 0) = $2)
  AND ($3::text IS NULL OR queue = $3)
  AND ($4::text IS NULL OR name = $4)
  AND ($5::uuid IS NULL OR id < $5)
ORDER BY id DESC
LIMIT $6`,
  bind: (p) => [p.due, p.retrying, p.queue, p.name, p.after, encode.number(p.limit)],
  decode: { run_at: decode.timestamp, progress: decode.float4, created_at: decode.timestamp, started_at: decode.timestamp, finished_at: decode.timestamp },
  pure: true,
});

/**
 * A page of jobs that wait, the newest first, behind the one last seen. `due`: whether their time has come; `retrying`: whether an
 * attempt failed before. Both are left out to see all.
 */
export async function fetchReadyJobs(db: Db, params: FetchReadyJobsParams): Promise<FetchReadyJobsRow[]> {
  return await db.many(fetchReadyJobsQuery, params);
}

export interface InsertJobParams {
  /** Which job of the code it is, e.g. "mail.send". */
  readonly name: string;
  /** Jobs of a queue share its workers and its limit. */
  readonly queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  readonly payload: Json;
  /** Higher runs first within its queue. */
  readonly priority: number;
  readonly runAt?: Date | string | null | undefined;
  readonly delaySeconds: number;
  /** Of jobs with the same name and key one may be pending; NULL: any number. */
  readonly uniqueKey?: string | null | undefined;
  /** With so many attempts failed, the job is dead. */
  readonly maxAttempts: number;
  /** W3C trace context of whoever enqueued it. */
  readonly traceparent?: string | null | undefined;
  /** Who asked for it; NULL: the system. */
  readonly userId?: string | null | undefined;
  /** Where it was asked for; NULL: nowhere in particular. */
  readonly organizationId?: string | null | undefined;
}

export interface InsertJobRow {
  id: string;
}

export const insertJobQuery = defineQuery<InsertJobParams, InsertJobRow>({
  title: "InsertJob",
  file: "sql/jobs/InsertJob.sql",
  verb: "Insert",
  text: `/* InsertJob */ INSERT INTO jobs (name, queue, payload, priority, run_at, unique_key, max_attempts, traceparent, user_id, organization_id)
VALUES (
  $1,
  $2,
  $3,
  $4,
  coalesce($5, now() + make_interval(secs => $6)),
  $7,
  $8,
  $9,
  $10,
  $11
)
ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND state IN ('ready', 'queued', 'running') DO NOTHING
RETURNING id`,
  bind: (p) => [p.name, p.queue, encode.json(p.payload), encode.number(p.priority), encode.timestamp(p.runAt), encode.number(p.delaySeconds), p.uniqueKey, encode.number(p.maxAttempts), p.traceparent, p.userId, p.organizationId],
  pure: false,
});

/** Asks for a job. No row: one with the same name and unique key is pending already. */
export async function insertJob(db: Db, params: InsertJobParams): Promise<InsertJobRow | null> {
  return await db.maybe(insertJobQuery, params);
}

export interface InsertJobQueuePauseParams {
  readonly queue: string;
  /** The operator who did it; NULL: the command line. */
  readonly pausedBy?: string | null | undefined;
}

export const insertJobQueuePauseQuery = defineQuery<InsertJobQueuePauseParams, never>({
  title: "InsertJobQueuePause",
  file: "sql/jobs/InsertJobQueuePause.sql",
  verb: "Insert",
  text: `/* InsertJobQueuePause */ INSERT INTO job_queue_pauses (queue, paused_by)
VALUES ($1, $2)
ON CONFLICT (queue) DO NOTHING`,
  bind: (p) => [p.queue, p.pausedBy],
  pure: false,
});

/** Pauses a queue. One that is paused stays as it is. */
export async function insertJobQueuePause(db: Db, params: InsertJobQueuePauseParams): Promise<number> {
  return await db.count(insertJobQueuePauseQuery, params);
}

export interface InsertJobScheduleParams {
  readonly name: string;
  readonly jobName: string;
  readonly queue: string;
  readonly payload: Json;
  readonly priority: number;
  readonly maxAttempts: number;
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name of the zone that the cron pattern is read in, e.g. "Europe/Berlin". */
  readonly timezone: string;
  /** The slot that comes next. Whoever moves it on enqueues the job, in one transaction. */
  readonly nextRunAt: Date | string;
}

export const insertJobScheduleQuery = defineQuery<InsertJobScheduleParams, never>({
  title: "InsertJobSchedule",
  file: "sql/jobs/InsertJobSchedule.sql",
  verb: "Insert",
  text: `/* InsertJobSchedule */ INSERT INTO job_schedules (name, job_name, queue, payload, priority, max_attempts, cron, timezone, next_run_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (name) DO UPDATE
SET job_name = EXCLUDED.job_name,
  queue = EXCLUDED.queue,
  payload = EXCLUDED.payload,
  priority = EXCLUDED.priority,
  max_attempts = EXCLUDED.max_attempts,
  cron = EXCLUDED.cron,
  timezone = EXCLUDED.timezone,
  next_run_at = CASE
    WHEN (job_schedules.cron, job_schedules.timezone) = (EXCLUDED.cron, EXCLUDED.timezone) THEN job_schedules.next_run_at
    ELSE EXCLUDED.next_run_at
  END`,
  bind: (p) => [p.name, p.jobName, p.queue, encode.json(p.payload), encode.number(p.priority), encode.number(p.maxAttempts), p.cron, p.timezone, encode.timestamp(p.nextRunAt)],
  pure: false,
});

/**
 * Writes down a schedule of the code. Only a changed pattern or time zone moves the next slot, so that a restart skips none.
 */
export async function insertJobSchedule(db: Db, params: InsertJobScheduleParams): Promise<number> {
  return await db.count(insertJobScheduleQuery, params);
}

export interface InsertJobWorkerParams {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly engine: string;
  /** How many jobs it runs at once, by queue: {"default": 10}. */
  readonly queues: Json;
  /** How many jobs it runs now. */
  readonly running: number;
}

export const insertJobWorkerQuery = defineQuery<InsertJobWorkerParams, never>({
  title: "InsertJobWorker",
  file: "sql/jobs/InsertJobWorker.sql",
  verb: "Insert",
  text: `/* InsertJobWorker */ INSERT INTO job_workers (id, host, pid, engine, queues, running)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE
SET running = EXCLUDED.running,
  seen_at = now()`,
  bind: (p) => [p.id, p.host, encode.number(p.pid), p.engine, encode.json(p.queues), encode.number(p.running)],
  pure: false,
});

/** A worker reports that it lives, and with what it is busy. */
export async function insertJobWorker(db: Db, params: InsertJobWorkerParams): Promise<number> {
  return await db.count(insertJobWorkerQuery, params);
}

export interface InsertJobsParams {
  /** Which job of the code it is, e.g. "mail.send". */
  readonly name: string;
  /** Jobs of a queue share its workers and its limit. */
  readonly queue: string;
  /** Higher runs first within its queue. */
  readonly priority: number;
  readonly runAt?: Date | string | null | undefined;
  readonly delaySeconds: number;
  /** With so many attempts failed, the job is dead. */
  readonly maxAttempts: number;
  /** W3C trace context of whoever enqueued it. */
  readonly traceparent?: string | null | undefined;
  /** Who asked for it; NULL: the system. */
  readonly userId?: string | null | undefined;
  /** Where it was asked for; NULL: nowhere in particular. */
  readonly organizationId?: string | null | undefined;
  readonly payloads: readonly (Json | null)[];
  readonly uniqueKeys: readonly (string | null)[];
}

export interface InsertJobsRow {
  id: string;
}

export const insertJobsQuery = defineQuery<InsertJobsParams, InsertJobsRow>({
  title: "InsertJobs",
  file: "sql/jobs/InsertJobs.sql",
  verb: "Insert",
  text: `/* InsertJobs */ INSERT INTO jobs (name, queue, payload, priority, run_at, unique_key, max_attempts, traceparent, user_id, organization_id)
SELECT
  $1,
  $2,
  wanted.payload,
  $3,
  coalesce($4, now() + make_interval(secs => $5)),
  wanted.unique_key,
  $6,
  $7,
  $8,
  $9
FROM unnest($10::jsonb[], $11::text[]) AS wanted (payload, unique_key)
ORDER BY wanted.unique_key
ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND state IN ('ready', 'queued', 'running') DO NOTHING
RETURNING id`,
  bind: (p) => [p.name, p.queue, encode.number(p.priority), encode.timestamp(p.runAt), encode.number(p.delaySeconds), encode.number(p.maxAttempts), p.traceparent, p.userId, p.organizationId, encode.jsonArray(p.payloads), encode.array(p.uniqueKeys)],
  pure: false,
});

/**
 * Asks for many jobs of one name at once; `payloads` and `uniqueKeys` are parallel. Those whose unique key is pending already are left out.
 */
export async function insertJobs(db: Db, params: InsertJobsParams): Promise<InsertJobsRow[]> {
  return await db.many(insertJobsQuery, params);
}

export interface ModifyDeadJobsAsRetriedParams {
  readonly queue?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export const modifyDeadJobsAsRetriedQuery = defineQuery<ModifyDeadJobsAsRetriedParams, never>({
  title: "ModifyDeadJobsAsRetried",
  file: "sql/jobs/ModifyDeadJobsAsRetried.sql",
  verb: "Modify",
  text: `/* ModifyDeadJobsAsRetried */ UPDATE jobs
SET state = 'ready',
  attempts = 0,
  run_at = now(),
  cancel_requested_at = NULL,
  finished_at = NULL,
  progress = NULL,
  progress_note = NULL
WHERE id IN (
  SELECT dead.id
  FROM jobs AS dead
  WHERE dead.state = 'dead'
    AND ($1::text IS NULL OR dead.queue = $1)
    AND ($2::text IS NULL OR dead.name = $2)
    AND NOT EXISTS (
      SELECT FROM jobs AS others
      WHERE others.name = dead.name
        AND others.unique_key = dead.unique_key
        AND (others.state IN ('ready', 'queued', 'running') OR (others.state = 'dead' AND others.id > dead.id))
    )
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [p.queue, p.name, encode.number(p.limit)],
  pure: false,
});

/**
 * Gives dead jobs one more chance, with all their attempts, at most `limit` of them: of one queue, of one name, or all. Left out: one
 * whose unique key is pending again, and of several with the same key all but the newest. Ask again until there are none.
 */
export async function modifyDeadJobsAsRetried(
  db: Db,
  params: ModifyDeadJobsAsRetriedParams,
): Promise<number> {
  return await db.count(modifyDeadJobsAsRetriedQuery, params);
}

export interface ModifyJobAsDoneParams {
  /** What the job gave back. */
  readonly result?: Json | null | undefined;
  readonly id: string;
  readonly run: number;
}

export const modifyJobAsDoneQuery = defineQuery<ModifyJobAsDoneParams, never>({
  title: "ModifyJobAsDone",
  file: "sql/jobs/ModifyJobAsDone.sql",
  verb: "Modify",
  text: `/* ModifyJobAsDone */ UPDATE jobs
SET state = 'done',
  result = $1,
  lease_expires_at = NULL,
  finished_at = clock_timestamp()
WHERE id = $2
  AND runs = $3
  AND state = 'running'`,
  bind: (p) => [encode.nullableJson(p.result), p.id, encode.number(p.run)],
  pure: false,
});

/**
 * Finishes a run together with what it did in the same transaction. The count is 0 when the run is not the job's any more: then
 * nothing of it may be committed.
 */
export async function modifyJobAsDone(db: Db, params: ModifyJobAsDoneParams): Promise<number> {
  return await db.count(modifyJobAsDoneQuery, params);
}

export interface ModifyJobAsFailedParams {
  readonly retry: boolean;
  readonly delaySeconds: number;
  readonly error: Json;
  readonly id: string;
  readonly run: number;
}

export interface ModifyJobAsFailedRow {
  state: JobState;
  /** Not before this moment. */
  run_at: Date;
}

export const modifyJobAsFailedQuery = defineQuery<ModifyJobAsFailedParams, ModifyJobAsFailedRow>({
  title: "ModifyJobAsFailed",
  file: "sql/jobs/ModifyJobAsFailed.sql",
  verb: "Modify",
  text: `/* ModifyJobAsFailed */ UPDATE jobs
SET state = (CASE
    WHEN jobs.cancel_requested_at IS NOT NULL THEN 'cancelled'
    WHEN jobs.attempts >= jobs.max_attempts OR NOT $1 THEN 'dead'
    ELSE 'ready'
  END)::job_state,
  run_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR jobs.attempts >= jobs.max_attempts OR NOT $1 THEN jobs.run_at
    ELSE now() + make_interval(secs => $2)
  END,
  errors = CASE WHEN jobs.cancel_requested_at IS NULL THEN jobs.errors || $3::jsonb ELSE jobs.errors END,
  lease_expires_at = NULL,
  finished_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR jobs.attempts >= jobs.max_attempts OR NOT $1 THEN clock_timestamp()
  END
WHERE id = $4
  AND runs = $5
  AND state = 'running'
RETURNING state, run_at`,
  bind: (p) => [p.retry, encode.number(p.delaySeconds), encode.json(p.error), p.id, encode.number(p.run)],
  decode: { run_at: decode.timestamp },
  pure: false,
});

/**
 * Notes a failed run: the job waits for its next attempt, or is dead when it had its last or when trying again makes no sense.
 * One that was asked to stop is cancelled. No row for a run that is not the job's any more.
 */
export async function modifyJobAsFailed(
  db: Db,
  params: ModifyJobAsFailedParams,
): Promise<ModifyJobAsFailedRow | null> {
  return await db.maybe(modifyJobAsFailedQuery, params);
}

export interface ModifyJobLeasesParams {
  readonly ids: readonly (string | null)[];
  readonly runs: readonly (number | null)[];
  readonly leaseSeconds: readonly (number | null)[];
}

export interface ModifyJobLeasesRow {
  id: string;
  /** The run is asked to stop. */
  cancel_requested_at: Date | null;
}

export const modifyJobLeasesQuery = defineQuery<ModifyJobLeasesParams, ModifyJobLeasesRow>({
  title: "ModifyJobLeases",
  file: "sql/jobs/ModifyJobLeases.sql",
  verb: "Modify",
  text: `/* ModifyJobLeases */ UPDATE jobs
SET lease_expires_at = now() + make_interval(secs => alive.lease_seconds)
FROM unnest($1::uuid[], $2::integer[], $3::double precision[]) AS alive (id, runs, lease_seconds)
WHERE jobs.id = alive.id
  AND jobs.runs = alive.runs
  AND jobs.state = 'running'
RETURNING jobs.id, jobs.cancel_requested_at`,
  bind: (p) => [encode.array(p.ids), encode.array(p.runs), encode.array(p.leaseSeconds)],
  decode: { cancel_requested_at: decode.timestamp },
  pure: false,
});

/**
 * The heartbeat: says that these runs live; `ids`, `runs` and `leaseSeconds` are parallel. A run without a row was lost: it must
 * stop, as another may have begun.
 */
export async function modifyJobLeases(db: Db, params: ModifyJobLeasesParams): Promise<ModifyJobLeasesRow[]> {
  return await db.many(modifyJobLeasesQuery, params);
}

export interface ModifyJobProgressParams {
  /** From 0 to 1, as the job says itself; NULL: it says nothing. */
  readonly progress: number;
  /** What it is doing, in words. */
  readonly note?: string | null | undefined;
  readonly id: string;
  readonly run: number;
}

export const modifyJobProgressQuery = defineQuery<ModifyJobProgressParams, never>({
  title: "ModifyJobProgress",
  file: "sql/jobs/ModifyJobProgress.sql",
  verb: "Modify",
  text: `/* ModifyJobProgress */ UPDATE jobs
SET progress = $1,
  progress_note = $2
WHERE id = $3
  AND runs = $4
  AND state = 'running'`,
  bind: (p) => [encode.number(p.progress), p.note, p.id, encode.number(p.run)],
  pure: false,
});

/** How far a run is. The count is 0 when the run is not the job's any more. */
export async function modifyJobProgress(db: Db, params: ModifyJobProgressParams): Promise<number> {
  return await db.count(modifyJobProgressQuery, params);
}

export interface ModifyJobScheduleAsRunParams {
  /** The slot that comes next. Whoever moves it on enqueues the job, in one transaction. */
  readonly nextRunAt: Date | string;
  readonly jobId?: string | null | undefined;
  readonly name: string;
}

export const modifyJobScheduleAsRunQuery = defineQuery<ModifyJobScheduleAsRunParams, never>({
  title: "ModifyJobScheduleAsRun",
  file: "sql/jobs/ModifyJobScheduleAsRun.sql",
  verb: "Modify",
  text: `/* ModifyJobScheduleAsRun */ UPDATE job_schedules
SET next_run_at = $1,
  last_run_at = CASE WHEN $2::uuid IS NULL THEN last_run_at ELSE next_run_at END,
  last_job_id = coalesce($2::uuid, last_job_id)
WHERE name = $3`,
  bind: (p) => [encode.timestamp(p.nextRunAt), p.jobId, p.name],
  pure: false,
});

/**
 * Moves a schedule on to its next slot. `jobId` is the job of the slot that passes; null: it passed without one.
 */
export async function modifyJobScheduleAsRun(db: Db, params: ModifyJobScheduleAsRunParams): Promise<number> {
  return await db.count(modifyJobScheduleAsRunQuery, params);
}

export interface ModifyJobSchedulePausedParams {
  readonly paused: boolean;
  readonly name: string;
}

export const modifyJobSchedulePausedQuery = defineQuery<ModifyJobSchedulePausedParams, never>({
  title: "ModifyJobSchedulePaused",
  file: "sql/jobs/ModifyJobSchedulePaused.sql",
  verb: "Modify",
  text: `/* ModifyJobSchedulePaused */ UPDATE job_schedules
SET paused_at = CASE WHEN $1 THEN coalesce(paused_at, now()) END
WHERE name = $2`,
  bind: (p) => [p.paused, p.name],
  pure: false,
});

/** Pauses a schedule or resumes it. Slots that passed meanwhile are not made up for. */
export async function modifyJobSchedulePaused(
  db: Db,
  params: ModifyJobSchedulePausedParams,
): Promise<number> {
  return await db.count(modifyJobSchedulePausedQuery, params);
}

export interface ModifyJobWorkerWaitingParams {
  /** Queues in which it found nothing to do: it wants to be called when a job comes. */
  readonly queues: readonly (string | null)[];
  readonly id: string;
}

export const modifyJobWorkerWaitingQuery = defineQuery<ModifyJobWorkerWaitingParams, never>({
  title: "ModifyJobWorkerWaiting",
  file: "sql/jobs/ModifyJobWorkerWaiting.sql",
  verb: "Modify",
  text: `/* ModifyJobWorkerWaiting */ UPDATE job_workers
SET waiting_for = $1
WHERE id = $2`,
  bind: (p) => [encode.array(p.queues), p.id],
  pure: false,
});

/**
 * Asks for a call as soon as there is a job in one of these queues. Look for jobs once more after this: one may have come in between.
 */
export async function modifyJobWorkerWaiting(db: Db, params: ModifyJobWorkerWaitingParams): Promise<number> {
  return await db.count(modifyJobWorkerWaitingQuery, params);
}

export interface ModifyJobsAsCancelledParams {
  readonly ids: readonly (string | null)[];
}

export interface ModifyJobsAsCancelledRow {
  id: string;
  state: JobState;
}

export const modifyJobsAsCancelledQuery = defineQuery<ModifyJobsAsCancelledParams, ModifyJobsAsCancelledRow>({
  title: "ModifyJobsAsCancelled",
  file: "sql/jobs/ModifyJobsAsCancelled.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsCancelled */ UPDATE jobs
SET state = (CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'cancelled' END)::job_state,
  cancel_requested_at = now(),
  lease_expires_at = CASE WHEN jobs.state = 'running' THEN jobs.lease_expires_at END,
  finished_at = CASE WHEN jobs.state = 'running' THEN NULL ELSE clock_timestamp() END
WHERE id = ANY ($1)
  AND state IN ('ready', 'queued', 'running')
RETURNING id, state`,
  bind: (p) => [encode.array(p.ids)],
  pure: false,
});

/**
 * Cancels what has not begun, and asks what runs to stop: that is cancelled when it does. Jobs that are over have no row.
 */
export async function modifyJobsAsCancelled(
  db: Db,
  params: ModifyJobsAsCancelledParams,
): Promise<ModifyJobsAsCancelledRow[]> {
  return await db.many(modifyJobsAsCancelledQuery, params);
}

export interface ModifyJobsAsDoneParams {
  readonly ids: readonly (string | null)[];
  readonly runs: readonly (number | null)[];
  readonly results: readonly (Json | null)[];
}

export interface ModifyJobsAsDoneRow {
  id: string;
}

export const modifyJobsAsDoneQuery = defineQuery<ModifyJobsAsDoneParams, ModifyJobsAsDoneRow>({
  title: "ModifyJobsAsDone",
  file: "sql/jobs/ModifyJobsAsDone.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsDone */ WITH finished AS (
  SELECT jobs.id, succeeded.result
  FROM jobs
  JOIN unnest($1::uuid[], $2::integer[], $3::jsonb[]) AS succeeded (id, runs, result)
    ON succeeded.id = jobs.id AND succeeded.runs = jobs.runs
  WHERE jobs.state = 'running'
  ORDER BY jobs.id
  FOR UPDATE OF jobs
)
UPDATE jobs
SET state = 'done',
  result = finished.result,
  lease_expires_at = NULL,
  finished_at = clock_timestamp()
FROM finished
WHERE jobs.id = finished.id
RETURNING jobs.id`,
  bind: (p) => [encode.array(p.ids), encode.array(p.runs), encode.jsonArray(p.results)],
  pure: false,
});

/**
 * Finishes runs that succeeded; `ids`, `runs` and `results` are parallel. No row for a run that is not the job's any more.
 */
export async function modifyJobsAsDone(
  db: Db,
  params: ModifyJobsAsDoneParams,
): Promise<ModifyJobsAsDoneRow[]> {
  return await db.many(modifyJobsAsDoneQuery, params);
}

export interface ModifyJobsAsDueParams {
  readonly ids: readonly (string | null)[];
}

export interface ModifyJobsAsDueRow {
  id: string;
}

export const modifyJobsAsDueQuery = defineQuery<ModifyJobsAsDueParams, ModifyJobsAsDueRow>({
  title: "ModifyJobsAsDue",
  file: "sql/jobs/ModifyJobsAsDue.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsDue */ UPDATE jobs
SET run_at = now()
WHERE id = ANY ($1)
  AND state = 'ready'
  AND run_at > now()
RETURNING id`,
  bind: (p) => [encode.array(p.ids)],
  pure: false,
});

/** Runs jobs now that wait for their time: delayed ones, and those between two attempts. */
export async function modifyJobsAsDue(db: Db, params: ModifyJobsAsDueParams): Promise<ModifyJobsAsDueRow[]> {
  return await db.many(modifyJobsAsDueQuery, params);
}

export interface ModifyJobsAsQueuedParams {
  readonly queues: readonly (string | null)[];
  readonly limits: readonly (number | null)[];
  readonly names: readonly (string | null)[];
  /** The worker that has or had it last. */
  readonly workerId: string;
  readonly leaseSeconds: number;
}

export interface ModifyJobsAsQueuedRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** Higher runs first within its queue. */
  priority: number;
  /** Not before this moment. */
  run_at: Date;
  /** How often it was started. Never goes back: a worker that names an older run is not listened to. */
  runs: number;
}

export const modifyJobsAsQueuedQuery = defineQuery<ModifyJobsAsQueuedParams, ModifyJobsAsQueuedRow>({
  title: "ModifyJobsAsQueued",
  file: "sql/jobs/ModifyJobsAsQueued.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsQueued */ WITH due AS (
  SELECT claimed.id, wanted.queue
  FROM unnest($1::text[], $2::integer[]) AS wanted (queue, free)
  CROSS JOIN LATERAL (
    SELECT jobs.id
    FROM jobs
    WHERE jobs.queue = wanted.queue
      AND jobs.state = 'ready'
      AND jobs.run_at <= now()
      AND jobs.name = ANY ($3)
    ORDER BY jobs.priority DESC, jobs.run_at, jobs.id
    LIMIT wanted.free
    FOR UPDATE SKIP LOCKED
  ) AS claimed
  WHERE NOT EXISTS (
    SELECT FROM job_queue_pauses
    WHERE job_queue_pauses.queue = wanted.queue
  )
),
busy AS (
  UPDATE job_workers
  SET waiting_for = ARRAY(
    SELECT queue
    FROM unnest(waiting_for) AS queue
    WHERE queue NOT IN (SELECT due.queue FROM due)
  )
  WHERE id = $4
    AND waiting_for && ARRAY(SELECT due.queue FROM due)
)
UPDATE jobs
SET state = 'queued',
  worker_id = $4,
  lease_expires_at = now() + make_interval(secs => $5)
FROM due
CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
WHERE jobs.id = due.id
RETURNING jobs.id, jobs.name, jobs.queue, jobs.priority, jobs.run_at, jobs.runs`,
  bind: (p) => [encode.array(p.queues), encode.array(p.limits), encode.array(p.names), p.workerId, encode.number(p.leaseSeconds)],
  decode: { run_at: decode.timestamp },
  pure: false,
});

/**
 * Claims jobs that are due, the most urgent of each queue, as many as its parallel `limits` says. Several workers at once get
 * different ones. Where a worker got something, it is no longer waiting for a call. Does not wait for the disk: a claim that a
 * crash of Postgres forgets leaves the job ready, and it can be started from there as well.
 */
export async function modifyJobsAsQueued(
  db: Db,
  params: ModifyJobsAsQueuedParams,
): Promise<ModifyJobsAsQueuedRow[]> {
  return await db.many(modifyJobsAsQueuedQuery, params);
}

export interface ModifyJobsAsReleasedParams {
  readonly ids: readonly (string | null)[];
  readonly runs: readonly (number | null)[];
}

export interface ModifyJobsAsReleasedRow {
  id: string;
  state: JobState;
}

export const modifyJobsAsReleasedQuery = defineQuery<ModifyJobsAsReleasedParams, ModifyJobsAsReleasedRow>({
  title: "ModifyJobsAsReleased",
  file: "sql/jobs/ModifyJobsAsReleased.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsReleased */ UPDATE jobs
SET state = (CASE WHEN jobs.cancel_requested_at IS NULL THEN 'ready' ELSE 'cancelled' END)::job_state,
  attempts = CASE WHEN jobs.state = 'running' THEN jobs.attempts - 1 ELSE jobs.attempts END,
  lease_expires_at = NULL,
  finished_at = CASE WHEN jobs.cancel_requested_at IS NOT NULL THEN clock_timestamp() END
FROM unnest($1::uuid[], $2::integer[]) AS given (id, runs)
WHERE jobs.id = given.id
  AND jobs.runs = given.runs
  AND jobs.state IN ('queued', 'running')
RETURNING jobs.id, jobs.state`,
  bind: (p) => [encode.array(p.ids), encode.array(p.runs)],
  pure: false,
});

/**
 * Gives jobs back that a stopping worker did not start, or started and does not finish; `ids` and `runs` are parallel. It costs
 * them no attempt. One that was asked to stop is cancelled.
 */
export async function modifyJobsAsReleased(
  db: Db,
  params: ModifyJobsAsReleasedParams,
): Promise<ModifyJobsAsReleasedRow[]> {
  return await db.many(modifyJobsAsReleasedQuery, params);
}

export interface ModifyJobsAsRetriedParams {
  readonly ids: readonly (string | null)[];
}

export interface ModifyJobsAsRetriedRow {
  id: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
}

export const modifyJobsAsRetriedQuery = defineQuery<ModifyJobsAsRetriedParams, ModifyJobsAsRetriedRow>({
  title: "ModifyJobsAsRetried",
  file: "sql/jobs/ModifyJobsAsRetried.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsRetried */ UPDATE jobs
SET state = 'ready',
  attempts = 0,
  run_at = now(),
  cancel_requested_at = NULL,
  finished_at = NULL,
  progress = NULL,
  progress_note = NULL
WHERE id = ANY ($1)
  AND state IN ('dead', 'cancelled')
  AND NOT EXISTS (
    SELECT FROM jobs AS others
    WHERE others.name = jobs.name
      AND others.unique_key = jobs.unique_key
      AND (others.state IN ('ready', 'queued', 'running') OR (others.id = ANY ($1) AND others.id > jobs.id))
  )
RETURNING id, queue`,
  bind: (p) => [encode.array(p.ids)],
  pure: false,
});

/**
 * Gives dead or cancelled jobs one more chance, with all their attempts. Left out: one whose unique key is pending again, and of
 * several with the same key all but the newest.
 */
export async function modifyJobsAsRetried(
  db: Db,
  params: ModifyJobsAsRetriedParams,
): Promise<ModifyJobsAsRetriedRow[]> {
  return await db.many(modifyJobsAsRetriedQuery, params);
}

export interface ModifyJobsAsRunningParams {
  readonly ids: readonly (string | null)[];
  readonly runs: readonly (number | null)[];
  readonly leaseSeconds: readonly (number | null)[];
  /** The worker that has or had it last. */
  readonly workerId: string;
}

export interface ModifyJobsAsRunningRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  /** What the job is told; checked against its schema when enqueued and again before it runs. */
  payload: Json;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
  /** With so many attempts failed, the job is dead. */
  max_attempts: number;
  /** How often it was started. Never goes back: a worker that names an older run is not listened to. */
  runs: number;
  /** Not before this moment. */
  run_at: Date;
  /** W3C trace context of whoever enqueued it. */
  traceparent: string | null;
  /** Who asked for it; NULL: the system. */
  user_id: string | null;
  /** Where it was asked for; NULL: nowhere in particular. */
  organization_id: string | null;
  created_at: Date;
  waited_seconds: number;
}

export const modifyJobsAsRunningQuery = defineQuery<ModifyJobsAsRunningParams, ModifyJobsAsRunningRow>({
  title: "ModifyJobsAsRunning",
  file: "sql/jobs/ModifyJobsAsRunning.sql",
  verb: "Modify",
  text: `/* ModifyJobsAsRunning */ WITH startable AS (
  SELECT jobs.id, delivered.lease_seconds
  FROM jobs
  JOIN unnest($1::uuid[], $2::integer[], $3::double precision[]) AS delivered (id, runs, lease_seconds)
    ON delivered.id = jobs.id AND delivered.runs = jobs.runs
  WHERE jobs.state IN ('ready', 'queued')
  ORDER BY jobs.id
  FOR UPDATE OF jobs
)
UPDATE jobs
SET state = 'running',
  attempts = jobs.attempts + 1,
  runs = jobs.runs + 1,
  worker_id = $4,
  started_at = clock_timestamp(),
  lease_expires_at = now() + make_interval(secs => startable.lease_seconds),
  progress = NULL,
  progress_note = NULL
FROM startable
CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
WHERE jobs.id = startable.id
RETURNING
  jobs.id,
  jobs.name,
  jobs.queue,
  jobs.payload,
  jobs.attempts,
  jobs.max_attempts,
  jobs.runs,
  jobs.run_at,
  jobs.traceparent,
  jobs.user_id,
  jobs.organization_id,
  jobs.created_at,
  extract(epoch FROM clock_timestamp() - jobs.run_at)::double precision AS "waited_seconds"`,
  bind: (p) => [encode.array(p.ids), encode.array(p.runs), encode.array(p.leaseSeconds), p.workerId],
  decode: { run_at: decode.timestamp, created_at: decode.timestamp },
  pure: false,
});

/**
 * Starts jobs that were delivered to a worker; `ids`, `runs` and `leaseSeconds` are parallel. Whoever is late gets no row: a
 * second delivery, one of a job that was cancelled, or of one that ran in the meantime. Does not wait for the disk: the end of a
 * run that a crash of Postgres forgets finds no such run, so that nothing of it is committed and the job runs again.
 */
export async function modifyJobsAsRunning(
  db: Db,
  params: ModifyJobsAsRunningParams,
): Promise<ModifyJobsAsRunningRow[]> {
  return await db.many(modifyJobsAsRunningQuery, params);
}

export interface ModifyJobsOfFormerWorkerParams {
  readonly host: string;
  readonly pid: number;
  readonly workerId: string;
}

export interface ModifyJobsOfFormerWorkerRow {
  id: string;
}

export const modifyJobsOfFormerWorkerQuery = defineQuery<ModifyJobsOfFormerWorkerParams, ModifyJobsOfFormerWorkerRow>({
  title: "ModifyJobsOfFormerWorker",
  file: "sql/jobs/ModifyJobsOfFormerWorker.sql",
  verb: "Modify",
  text: `/* ModifyJobsOfFormerWorker */ WITH former AS (
  DELETE FROM job_workers
  WHERE host = $1
    AND pid = $2
    AND id <> $3
  RETURNING id
)
UPDATE jobs
SET state = (CASE WHEN jobs.cancel_requested_at IS NULL THEN 'ready' ELSE 'cancelled' END)::job_state,
  attempts = CASE WHEN jobs.state = 'running' THEN jobs.attempts - 1 ELSE jobs.attempts END,
  lease_expires_at = NULL,
  finished_at = CASE WHEN jobs.cancel_requested_at IS NOT NULL THEN clock_timestamp() END
FROM former
WHERE jobs.worker_id = former.id
  AND jobs.state IN ('queued', 'running')
RETURNING jobs.id`,
  bind: (p) => [p.host, encode.number(p.pid), p.workerId],
  pure: false,
});

/**
 * Gives back what a process had before it began anew in its place, as `bun --watch` makes it: same machine, same number, another
 * worker. It costs the jobs no attempt. One that was asked to stop is cancelled.
 */
export async function modifyJobsOfFormerWorker(
  db: Db,
  params: ModifyJobsOfFormerWorkerParams,
): Promise<ModifyJobsOfFormerWorkerRow[]> {
  return await db.many(modifyJobsOfFormerWorkerQuery, params);
}

export interface ModifyJobsWithExpiredLeaseRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
  state: JobState;
  /** Runs that count: a run that a stopping worker gave back does not. */
  attempts: number;
}

export const modifyJobsWithExpiredLeaseQuery = defineQuery<Record<string, never>, ModifyJobsWithExpiredLeaseRow>({
  title: "ModifyJobsWithExpiredLease",
  file: "sql/jobs/ModifyJobsWithExpiredLease.sql",
  verb: "Modify",
  text: `/* ModifyJobsWithExpiredLease */ WITH expired AS (
  SELECT id
  FROM jobs
  WHERE state IN ('queued', 'running')
    AND lease_expires_at < now()
  ORDER BY lease_expires_at
  LIMIT 500
  FOR UPDATE SKIP LOCKED
)
UPDATE jobs
SET state = (CASE
    WHEN jobs.cancel_requested_at IS NOT NULL THEN 'cancelled'
    WHEN jobs.state = 'running' AND jobs.attempts >= jobs.max_attempts THEN 'dead'
    ELSE 'ready'
  END)::job_state,
  run_at = CASE
    WHEN jobs.state = 'running' THEN now() + make_interval(secs => power(2, least(jobs.attempts, 10) - 1) - 1)
    ELSE jobs.run_at
  END,
  errors = CASE
    WHEN jobs.state = 'running' THEN jobs.errors || jsonb_build_object(
      'attempt', jobs.attempts,
      'at', now(),
      'message', 'The lease expired: the worker died, or something blocked its event loop for longer than the lease.'
    )
    ELSE jobs.errors
  END,
  lease_expires_at = NULL,
  finished_at = CASE
    WHEN jobs.cancel_requested_at IS NOT NULL OR (jobs.state = 'running' AND jobs.attempts >= jobs.max_attempts)
    THEN clock_timestamp()
  END
FROM expired
WHERE jobs.id = expired.id
RETURNING jobs.id, jobs.name, jobs.queue, jobs.state, jobs.attempts`,
  bind: () => [],
  pure: false,
});

/**
 * Takes jobs back from workers that died, hang or lost what was delivered to them. A lost run counts as an attempt, so that a job
 * that kills its worker dies at last; each further one waits twice as long, as whatever killed it may take others along.
 */
export async function modifyJobsWithExpiredLease(db: Db): Promise<ModifyJobsWithExpiredLeaseRow[]> {
  return await db.many(modifyJobsWithExpiredLeaseQuery, {});
}

export interface ModifyJobsWithoutHandlerParams {
  readonly queues: readonly (string | null)[];
  readonly afterSeconds: number;
  readonly names: readonly (string | null)[];
}

export interface ModifyJobsWithoutHandlerRow {
  id: string;
  /** Which job of the code it is, e.g. "mail.send". */
  name: string;
  /** Jobs of a queue share its workers and its limit. */
  queue: string;
}

export const modifyJobsWithoutHandlerQuery = defineQuery<ModifyJobsWithoutHandlerParams, ModifyJobsWithoutHandlerRow>({
  title: "ModifyJobsWithoutHandler",
  file: "sql/jobs/ModifyJobsWithoutHandler.sql",
  verb: "Modify",
  text: `/* ModifyJobsWithoutHandler */ UPDATE jobs
SET state = 'dead',
  errors = errors || jsonb_build_object(
    'attempt', attempts,
    'at', now(),
    'message', format('No handler: this release has no job named "%s".', name)
  ),
  finished_at = clock_timestamp()
WHERE state = 'ready'
  AND queue = ANY ($1)
  AND run_at < now() - make_interval(secs => $2)
  AND name <> ALL ($3)
RETURNING id, name, queue`,
  bind: (p) => [encode.array(p.queues), encode.number(p.afterSeconds), encode.array(p.names)],
  pure: false,
});

/**
 * Ends jobs of names that this release does not know, once they have been due for so long that a newer release that knows them is
 * not on its way.
 */
export async function modifyJobsWithoutHandler(
  db: Db,
  params: ModifyJobsWithoutHandlerParams,
): Promise<ModifyJobsWithoutHandlerRow[]> {
  return await db.many(modifyJobsWithoutHandlerQuery, params);
}
