/** Dossiers tell of people, so that they are not kept for ever. */
import { Type } from "@sinclair/typebox";
import { defineJob } from "../../jobs/index.ts";
import { destroyOldErrorEvents } from "../../repositories/errors.ts";

export const pruneErrors = defineJob("errors.prune", {
  payload: Type.Object({ days: Type.Integer({ minimum: 1, description: "Since it happened last." }) }),
  schedule: { cron: "29 4 * * *", payload: { days: 90 } },
  run: async ({ db, payload: { days } }) => ({ removed: await destroyOldErrorEvents(db, { days }) }),
});
