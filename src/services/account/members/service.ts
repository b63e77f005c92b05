/** Members: who belongs to an organization, as what. There is always an owner left who can act. */
import type { Db, Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as roles from "../../../repositories/roles.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import type { Slice } from "../listing.ts";
import {
  type Authority,
  OWNER,
  requireAuthorityOver,
  requireOtherOwner,
  takeAuthority,
  workplace,
} from "../organizations/authority.ts";

export interface MemberChanges {
  readonly role_id?: string;
  readonly status?: memberships.MembershipStatus;
}

export type MemberService = ReturnType<typeof memberService>;

export const memberService = ({ database }: { readonly database: Db }) => ({
  /** In the order in which they joined. */
  async list(scope: Scope, slice: Slice) {
    const organizationId = workplace(scope, "members.read");
    return await memberships.fetchMembers(database, { organizationId, ...slice });
  },

  /**
   * Another role, suspended, or back in.
   * @throws {AppError} member_not_found, role_not_found, owners_only, permission_not_held, last_owner
   */
  async change(scope: Scope, userId: string, { role_id: roleId, status }: MemberChanges) {
    return await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "members.update");
      const member = await requireMember(tx, authority, userId);
      requireAuthorityOver(authority, member);
      if (roleId !== undefined && roleId !== member.role_id) {
        await giveRole(tx, { scope, authority, member, roleId });
      }
      if (status !== undefined && status !== member.status) {
        await setStatus(tx, { scope, authority, member, status });
      }
      return await requireMember(tx, authority, userId);
    });
  },

  /** @throws {AppError} member_not_found, owners_only, permission_not_held, last_owner */
  async remove(scope: Scope, userId: string): Promise<void> {
    await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "members.remove");
      const member = await requireMember(tx, authority, userId);
      requireAuthorityOver(authority, member);
      await endMembership(tx, { scope, authority, member, action: "member.removed" });
    });
  },

  /** @throws {AppError} last_owner */
  async leave(scope: Scope): Promise<void> {
    await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope);
      const member = await requireMember(tx, authority, scope.userId);
      await endMembership(tx, { scope, authority, member, action: "member.left" });
    });
  },
});

interface Subject {
  readonly scope: Scope;
  readonly authority: Authority;
  readonly member: memberships.FetchMembershipRow;
}

async function requireMember(
  tx: Tx,
  { organizationId }: Authority,
  userId: string,
): Promise<memberships.FetchMembershipRow> {
  const member = await memberships.fetchMembership(tx, { organizationId, userId });
  if (member === null) throw new AppError("member_not_found");
  return member;
}

async function giveRole(tx: Tx, { roleId, ...subject }: Subject & { roleId: string }): Promise<void> {
  const { authority, member } = subject;
  const { organizationId } = authority;
  const role = await roles.fetchRole(tx, { id: roleId, organizationId });
  if (role === null) throw new AppError("role_not_found");
  requireAuthorityOver(authority, { role: role.name, permissions: role.permissions });
  await keepAnOwner(tx, subject);
  await memberships.modifyMembershipRole(tx, { organizationId, userId: member.user_id, roleId });
  await note(tx, subject, { action: "member.role_changed", from: member.role, to: role.name });
}

async function setStatus(
  tx: Tx,
  { status, ...subject }: Subject & { status: memberships.MembershipStatus },
): Promise<void> {
  const { authority, member } = subject;
  if (status === "suspended") await keepAnOwner(tx, subject);
  const { organizationId } = authority;
  await memberships.modifyMembershipStatus(tx, { organizationId, userId: member.user_id, status });
  await note(tx, subject, {
    action: status === "suspended" ? "member.suspended" : "member.reinstated",
  });
}

async function endMembership(tx: Tx, { action, ...subject }: Subject & { action: string }): Promise<void> {
  const { authority, member } = subject;
  await keepAnOwner(tx, subject);
  const { organizationId } = authority;
  await memberships.destroyMembership(tx, { organizationId, userId: member.user_id });
  await note(tx, subject, { action, role: member.role });
}

/** Before an owner stops being one. */
async function keepAnOwner(tx: Tx, { authority, member }: Subject): Promise<void> {
  if (member.role === OWNER) await requireOtherOwner(tx, authority.organizationId, member.user_id);
}

const note = (
  tx: Tx,
  { scope, authority, member }: Subject,
  { action, ...details }: { readonly action: string; readonly [detail: string]: string },
) =>
  record(tx, scope, {
    action,
    organizationId: authority.organizationId,
    subject: { type: "membership", id: member.id },
    details: { user_id: member.user_id, ...details },
  });
