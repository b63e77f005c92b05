/**
 * Jobs that come again and again. The slot is a row: whoever moves it to the next one enqueues the job in the same
 * transaction, so that each slot has one job however many workers there are and wherever one of them dies. Slots that
 * passed while none was up are one job, not many.
 */
import type { TSchema } from "@sinclair/typebox";
import type { Db, Tx } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import { DEFAULT_TIMEZONE, nextSlot } from "./cron.ts";
import type { JobRules, ScheduleOptions } from "./job.ts";
import { encodePayload } from "./payload.ts";

export interface ScheduledJob extends JobRules {
  readonly payload: TSchema;
  readonly schedule?: ScheduleOptions<unknown>;
}

/** Makes the table say what the code says. The last worker that starts decides. */
export async function declareSchedules(db: Db, declared: readonly ScheduledJob[], now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const names: string[] = [];
    for (const job of declared) {
      if (job.schedule === undefined) continue;
      names.push(job.name);
      await jobs.insertJobSchedule(tx, scheduleRow(job, job.schedule, now));
    }
    await jobs.destroyJobSchedules(tx, { names });
  });
}

function scheduleRow(job: ScheduledJob, schedule: ScheduleOptions<unknown>, now: Date) {
  return {
    name: job.name,
    jobName: job.name,
    queue: job.queue,
    payload: encodePayload(job.name, job.payload, schedule.payload),
    priority: job.priority,
    maxAttempts: job.maxAttempts,
    cron: schedule.cron,
    timezone: schedule.timezone ?? DEFAULT_TIMEZONE,
    nextRunAt: nextSlot(schedule, now),
  };
}

/** Enqueues what is due. Asks nothing of the code: the row says everything. */
export async function tick(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    for (const schedule of await jobs.fetchDueJobSchedules(tx)) await pass(tx, schedule);
  });
}

/** The time is the database's: clocks of workers differ. */
async function pass(tx: Tx, schedule: jobs.FetchDueJobSchedulesRow): Promise<void> {
  const jobId = schedule.paused_at === null ? await enqueueSlot(tx, schedule) : null;
  const nextRunAt = nextSlot(schedule, schedule.now);
  await jobs.modifyJobScheduleAsRun(tx, { name: schedule.name, nextRunAt, jobId });
}

/** The slot is the key: a job of the slot before that still runs does not keep this one from being enqueued. */
async function enqueueSlot(tx: Tx, schedule: jobs.FetchDueJobSchedulesRow): Promise<string | null> {
  const row = await jobs.insertJob(tx, {
    name: schedule.job_name,
    queue: schedule.queue,
    payload: schedule.payload,
    priority: schedule.priority,
    runAt: schedule.next_run_at,
    delaySeconds: 0,
    uniqueKey: `${schedule.name}@${schedule.next_run_at.toISOString()}`,
    maxAttempts: schedule.max_attempts,
  });
  return row?.id ?? null;
}
