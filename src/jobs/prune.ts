/** Forgets jobs that have been over for long: the table holds what operators may want to look at, not all that ever was. */
import { Type } from "@sinclair/typebox";
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import { defineJob } from "./job.ts";

const DAY_SECONDS = 86_400;
const BATCH = 1_000;

export interface Retention {
  readonly doneDays: number;
  readonly deadDays: number;
}

/** In batches: one statement over millions of rows would hold back every vacuum. Gives how many were removed. */
export async function prune(
  db: Db,
  { doneDays, deadDays }: Retention,
  signal?: AbortSignal,
): Promise<number> {
  const ages = { doneSeconds: doneDays * DAY_SECONDS, deadSeconds: deadDays * DAY_SECONDS };
  let removed = 0;
  for (let batch = BATCH; batch === BATCH && signal?.aborted !== true; removed += batch) {
    batch = await jobs.destroyFinishedJobs(db, { ...ages, limit: BATCH });
  }
  return removed;
}

export const defaultRetention: Retention = { doneDays: 7, deadDays: 90 };

export const pruneJobs = defineJob("jobs.prune", {
  payload: Type.Object({ doneDays: Type.Number({ minimum: 0 }), deadDays: Type.Number({ minimum: 0 }) }),
  schedule: { cron: "17 * * * *", payload: defaultRetention },
  run: async ({ db, payload, signal }) => ({ removed: await prune(db, payload, signal) }),
});
