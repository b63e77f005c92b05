/**
 * What the receiver of an invitation does with its link: looks at it, joins with the account that there is, or makes one
 * in the same step. The link proves the address that it was mailed to, and it joins that address and no other.
 */
import { type Db, onConstraint, type Tx } from "../../../database/index.ts";
import { AppError } from "../../../errors.ts";
import * as invitations from "../../../repositories/invitations.ts";
import * as memberships from "../../../repositories/memberships.ts";
import type { Scope } from "../../../scope.ts";
import { type Actor, record } from "../audit/record.ts";
import type { Passwords } from "../authentication/password.ts";
import { checkNewPassword } from "../authentication/password-policy.ts";
import { hashToken } from "../authentication/token.ts";
import { captureRegistration, type ProductAnalytics } from "../product-events.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { type Lifetimes, openSession, type Visitor } from "../sessions/opening.ts";
import { type Newcomer, registerInvited } from "./newcomer.ts";

export interface AcceptanceOptions {
  readonly database: Db;
  readonly passwords: Passwords;
  readonly lifetimes: Lifetimes;
  readonly analytics: ProductAnalytics;
}

export interface Joining extends Newcomer {
  readonly token: string;
  readonly password?: string | undefined;
}

export type AcceptanceService = ReturnType<typeof acceptanceService>;

export function acceptanceService({ database, passwords, lifetimes, analytics }: AcceptanceOptions) {
  /** @throws {AppError} token_invalid */
  async function preview(token: string) {
    const invitation = await invitations.fetchInvitationByToken(database, { tokenHash: hashToken(token) });
    if (invitation === null) throw new AppError("token_invalid");
    return invitation;
  }

  return {
    /** What the link would do. Does not use it up: mail scanners open links too. */
    preview,

    /**
     * Joins, with the account that asks.
     * @throws {AppError} token_invalid, invitation_for_another_address, already_member
     */
    async accept(scope: Scope, token: string) {
      return await database.transaction(async (tx) => {
        const invitation = await lockInvitation(tx, token);
        return await join(tx, scope, { invitation, userId: scope.userId, analytics });
      });
    },

    /**
     * Makes the account that was invited, joins and signs in.
     * @throws {AppError} token_invalid; email_taken when there is an account: sign in and accept; password_too_short …
     */
    async register(visitor: Visitor, { token, password, ...newcomer }: Joining): Promise<GrantedSession> {
      const { email } = await preview(token);
      if (password !== undefined) checkNewPassword(password, [email, newcomer.name]);
      const passwordHash = password === undefined ? null : await passwords.hash(password);
      return await database.transaction(async (tx) => {
        const invitation = await lockInvitation(tx, token);
        const userId = await registerInvited(tx, invitation.email, { ...newcomer, passwordHash });
        captureRegistration(tx, analytics, { userId, method: "invitation" });
        await join(tx, { ...visitor, userId }, { invitation, userId, analytics });
        const session = await openSession(tx, {
          userId,
          method: "magic_link",
          visitor,
          analytics,
          ...lifetimes,
        });
        if (session === null) throw new AppError("token_invalid");
        return session;
      });
    },
  };
}

type LockedInvitation = invitations.FetchInvitationForUpdateRow;

/** Of any number of simultaneous uses the first goes on, and the others find it used. */
async function lockInvitation(tx: Tx, token: string): Promise<LockedInvitation> {
  const invitation = await invitations.fetchInvitationForUpdate(tx, { tokenHash: hashToken(token) });
  if (invitation === null) throw new AppError("token_invalid");
  return invitation;
}

const alreadyMember = onConstraint("memberships_user_id_key", () => new AppError("already_member"));

interface Joined {
  readonly invitation: LockedInvitation;
  readonly userId: string;
  readonly analytics: ProductAnalytics;
}

async function join(tx: Tx, actor: Actor, { invitation, userId, analytics }: Joined) {
  const { id, organization_id: organizationId, role_id: roleId, role } = invitation;
  const accepted = await invitations.modifyInvitationAsAccepted(tx, { id, userId });
  if (accepted === null) throw new AppError("invitation_for_another_address");
  await memberships.insertMembership(tx, { organizationId, userId, roleId }).catch(alreadyMember);
  await record(tx, actor, {
    action: "invitation.accepted",
    organizationId,
    subject: { type: "invitation", id },
    details: { user_id: userId, role },
  });
  tx.afterCommit(() => analytics.capture("member joined", { userId, organizationId }, {}));
  return { organization_id: organizationId, role };
}
