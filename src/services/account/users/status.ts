/** Suspending and reinstating accounts: for operators and for the CLI. */
import type { Tx } from "../../../database/db.ts";
import * as users from "../../../repositories/users.ts";
import { type Actor, record } from "../audit/record.ts";

/**
 * The sessions of a suspended account are flagged by the table's trigger, and gone with their next renewal. Gives false when
 * nothing changed: the account has this status, or is not there.
 */
export async function setUserStatus(
  tx: Tx,
  actor: Actor,
  { id, status }: { readonly id: string; readonly status: users.UserStatus },
): Promise<boolean> {
  const changed = (await users.modifyUserStatus(tx, { id, status })) > 0;
  if (changed) {
    const action = status === "suspended" ? "user.suspended" : "user.reinstated";
    await record(tx, actor, { action, subject: { type: "user", id } });
  }
  return changed;
}
