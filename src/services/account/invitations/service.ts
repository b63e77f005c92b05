/** Invitations, as the organization sees them. What their receivers do with them stands in acceptance.ts. */
import type { Db, Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import { enqueue } from "../../../jobs/index.ts";
import * as invitations from "../../../repositories/invitations.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as roles from "../../../repositories/roles.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { requireEmail } from "../authentication/email.ts";
import { createToken } from "../authentication/token.ts";
import type { Slice } from "../listing.ts";
import { linkMinutes } from "../mails/lifetimes.ts";
import {
  type Authority,
  requireAuthorityOver,
  takeAuthority,
  workplace,
} from "../organizations/authority.ts";
import type { ProductAnalytics } from "../product-events.ts";
import { sendInvitation } from "./jobs.ts";

export interface NewInvitation {
  readonly email: string;
  readonly role_id: string;
}

export type InvitationService = ReturnType<typeof invitationService>;

export interface InvitationOptions {
  readonly database: Db;
  readonly analytics: ProductAnalytics;
}

export const invitationService = ({ database, analytics }: InvitationOptions) => ({
  /** The open ones, the newest first. */
  async list(scope: Scope, slice: Slice) {
    const organizationId = workplace(scope, "members.invite");
    return await invitations.fetchInvitations(database, { organizationId, ...slice });
  },

  /**
   * Asks by mail. An address that was asked already is asked anew: another role, another week, and only the new link works.
   * @throws {AppError} role_not_found, owners_only, permission_not_held, already_member
   */
  async invite(scope: Scope, { email: typed, role_id: roleId }: NewInvitation) {
    const email = requireEmail(typed);
    return await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "members.invite");
      const { organizationId } = authority;
      const role = await requireGivableRole(tx, authority, roleId);
      const member = await memberships.fetchMemberByEmail(tx, { organizationId, email });
      if (member !== null) throw new AppError("already_member");
      const invitation = await insert(tx, { organizationId, email, roleId, invitedBy: scope.userId });
      await enqueue(tx, sendInvitation, { invitationId: invitation.id }, { by: scope });
      await record(tx, scope, {
        action: "invitation.sent",
        organizationId,
        subject: { type: "invitation", id: invitation.id },
        details: { email, role: role.name },
      });
      const who = { userId: scope.userId, organizationId };
      tx.afterCommit(() => analytics.capture("member invited", who, {}));
      return { ...invitation, role: role.name, invited_by_name: authority.name };
    });
  },

  /** @throws {AppError} invitation_not_found when there is none, or none that is open */
  async revoke(scope: Scope, id: string): Promise<void> {
    await database.transaction(async (tx) => {
      const { organizationId } = await takeAuthority(tx, scope, "members.invite");
      const revoked = await invitations.modifyInvitationAsRevoked(tx, { id, organizationId });
      if (revoked === null) throw new AppError("invitation_not_found");
      await record(tx, scope, {
        action: "invitation.revoked",
        organizationId,
        subject: { type: "invitation", id },
        details: { email: revoked.email },
      });
    });
  },
});

async function requireGivableRole(tx: Tx, authority: Authority, id: string): Promise<roles.FetchRoleRow> {
  const role = await roles.fetchRole(tx, { id, organizationId: authority.organizationId });
  if (role === null) throw new AppError("role_not_found");
  requireAuthorityOver(authority, { role: role.name, permissions: role.permissions });
  return role;
}

/** With the hash of a token that nobody has: the mail's is made when it is sent. */
const insert = (
  tx: Tx,
  given: Omit<invitations.InsertInvitationParams, "tokenHash" | "lifetimeSeconds">,
): Promise<invitations.InsertInvitationRow> => {
  const { tokenHash } = createToken();
  return invitations.insertInvitation(tx, {
    ...given,
    tokenHash,
    lifetimeSeconds: linkMinutes.invitation * 60,
  });
};
