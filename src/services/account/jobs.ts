/** What accounts leave behind and nobody needs any more: sessions, links and invitations that expired, and what was deleted long ago. */
import { Type } from "@sinclair/typebox";
import type { Db } from "../../database/db.ts";
import { defineJob } from "../../jobs/index.ts";
import * as idempotency from "../../repositories/idempotency.ts";
import * as invitations from "../../repositories/invitations.ts";
import * as organizations from "../../repositories/organizations.ts";
import * as registrations from "../../repositories/registrations.ts";
import * as sessions from "../../repositories/sessions.ts";
import * as tokens from "../../repositories/tokens.ts";
import * as users from "../../repositories/users.ts";

const BATCH = 1_000;

export const cleanUpAccounts = defineJob("account.clean-up", {
  payload: Type.Object({
    expiredDays: Type.Integer({
      minimum: 0,
      description: "How long links and invitations are kept after they expired.",
    }),
    deletedDays: Type.Integer({
      minimum: 1,
      description: "How long deleted accounts and organizations can be brought back.",
    }),
  }),
  schedule: { cron: "43 3 * * *", payload: { expiredDays: 7, deletedDays: 30 } },
  run: async ({ db, payload: { expiredDays, deletedDays }, signal, progress }) => {
    const removed: Record<string, number> = {};
    const steps = cleanUps(db, expiredDays, deletedDays);
    for (const [index, [what, remove]] of steps.entries()) {
      signal.throwIfAborted();
      progress(index / steps.length, what);
      removed[what] = await remove();
    }
    return removed;
  },
});

/** Users after organizations: whoever was deleted with an organization is not held back by it. */
function cleanUps(db: Db, keepDays: number, days: number): readonly [string, () => Promise<number>][] {
  return [
    ["sessions", () => inBatches((limit) => sessions.destroyExpiredSessions(db, { limit }))],
    ["links", () => tokens.destroyExpiredOneTimeTokens(db, { keepDays })],
    ["registrations", () => inBatches((limit) => registrations.destroyExpiredRegistrations(db, { limit }))],
    ["idempotency keys", () => inBatches((limit) => idempotency.destroyOldIdempotencyKeys(db, { limit }))],
    ["invitations", () => invitations.destroyExpiredInvitations(db, { keepDays })],
    ["organizations", async () => (await organizations.destroyDeletedOrganizations(db, { days })).length],
    ["unproven users", () => inBatches((limit) => users.destroyUnverifiedUsers(db, { days, limit }))],
    ["users", () => inBatches((limit) => users.destroyDeletedUsers(db, { days, limit }))],
  ];
}

async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let removed = 0;
  for (let batch = BATCH; batch === BATCH; removed += batch) batch = await remove(BATCH);
  return removed;
}
