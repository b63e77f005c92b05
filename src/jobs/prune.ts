/** Forgets jobs that have been over for long: the table holds what operators may want to look at, not all that ever was. */
import { Type } from "@sinclair/typebox";
import * as jobs from "../repositories/jobs.ts";
import { defineJob } from "./job.ts";

const DAY_SECONDS = 86_400;
const BATCH = 1_000;

export const pruneJobs = defineJob("jobs.prune", {
  payload: Type.Object({ doneDays: Type.Number({ minimum: 0 }), deadDays: Type.Number({ minimum: 0 }) }),
  schedule: { cron: "17 * * * *", payload: { doneDays: 7, deadDays: 90 } },
  run: async ({ db, payload: { doneDays, deadDays }, signal }) => {
    let removed = 0;
    for (let batch = BATCH; batch === BATCH && !signal.aborted; removed += batch) {
      batch = await jobs.destroyFinishedJobs(db, {
        doneSeconds: doneDays * DAY_SECONDS,
        deadSeconds: deadDays * DAY_SECONDS,
        limit: BATCH,
      });
    }
    return { removed };
  },
});
