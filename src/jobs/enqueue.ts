/**
 * Asks for a job: one INSERT, in the caller's transaction. Nothing else is needed, no broker and no background task,
 * so it works wherever a query does. Committed, the job runs; rolled back, it never was.
 */
import type { Static, TSchema } from "@sinclair/typebox";
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Actor, Job } from "./job.ts";
import { encodePayload } from "./payload.ts";
import { currentTraceparent } from "./trace.ts";

export interface EnqueueOptions {
  /** On whose behalf. Default: nobody's, the system's own. */
  readonly by?: Actor;
  /** Not before so many milliseconds have passed. */
  readonly delayMs?: number;
  /** Not before this moment. */
  readonly runAt?: Date;
  /** Instead of the job's own. */
  readonly priority?: number;
}

/**
 * Gives the job's id; null when one with the same unique key is pending already.
 * @throws {PayloadError} when the payload does not fit the job's schema
 */
export async function enqueue<Schema extends TSchema>(
  db: Db,
  job: Job<Schema>,
  payload: Static<Schema>,
  options: EnqueueOptions = {},
): Promise<string | null> {
  const row = await jobs.insertJob(db, {
    ...common(job, options),
    payload: encodePayload(job.name, job.payload, payload),
    uniqueKey: job.unique?.(payload) ?? null,
  });
  return row?.id ?? null;
}

/**
 * The same for many at once, with one INSERT. Gives the ids of those that were written: one whose unique key is
 * pending, or stands in the list before, is left out.
 */
export async function enqueueMany<Schema extends TSchema>(
  db: Db,
  job: Job<Schema>,
  payloads: readonly Static<Schema>[],
  options: EnqueueOptions = {},
): Promise<string[]> {
  if (payloads.length === 0) return [];
  const rows = await jobs.insertJobs(db, {
    ...common(job, options),
    payloads: payloads.map((payload) => encodePayload(job.name, job.payload, payload)),
    uniqueKeys: payloads.map((payload) => job.unique?.(payload) ?? null),
  });
  return rows.map(({ id }) => id);
}

function common(job: Job, options: EnqueueOptions) {
  return {
    name: job.name,
    queue: job.queue,
    priority: options.priority ?? job.priority,
    runAt: options.runAt ?? null,
    delaySeconds: (options.delayMs ?? 0) / 1000,
    maxAttempts: job.maxAttempts,
    traceparent: currentTraceparent(),
    userId: options.by?.userId ?? null,
    organizationId: options.by?.organizationId ?? null,
  };
}
