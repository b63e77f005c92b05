/** Handing an organization over: one owner more and one less, at the same moment. */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as roles from "../../../repositories/roles.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { OWNER, takeAuthority } from "./authority.ts";

/** What the former owner is from then on. */
const FORMER_OWNER = "admin";

export async function transferOwnership(tx: Tx, scope: Scope, userId: string): Promise<void> {
  const { organizationId, isOwner } = await takeAuthority(tx, scope, "organization.transfer");
  if (!isOwner) throw new AppError("owners_only");
  const heir = await memberships.fetchMembership(tx, { organizationId, userId });
  if (heir === null || userId === scope.userId) throw new AppError("member_not_found");
  if (heir.status !== "active" || heir.account_status !== "active") throw new AppError("member_not_active");
  await giveBuiltInRole(tx, { organizationId, userId, name: OWNER });
  await giveBuiltInRole(tx, { organizationId, userId: scope.userId, name: FORMER_OWNER });
  await record(tx, scope, {
    action: "organization.transferred",
    organizationId,
    subject: { type: "membership", id: heir.id },
    details: { to: userId },
  });
}

async function giveBuiltInRole(
  tx: Tx,
  { organizationId, userId, name }: { organizationId: string; userId: string; name: string },
): Promise<void> {
  const role = await roles.fetchBuiltInRole(tx, { name });
  if (role === null) throw new Error(`the migrations made no role called ${name}`);
  await memberships.modifyMembershipRole(tx, { organizationId, userId, roleId: role.id });
}
