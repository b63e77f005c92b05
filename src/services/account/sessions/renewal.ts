/**
 * Taking a session's snapshot anew, so that no change is ever lost between the reading and the writing. The locks are
 * those of the migration invalidate-sessions: first the account, which whoever changes its rights locks too, then the
 * session. A change that comes meanwhile waits, and flags the session again; one that came before is in the snapshot.
 */
import { constantTimeEqual } from "@oslojs/crypto/subtle";
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as users from "../../../repositories/users.ts";
import type { Identity, Scope } from "../../../scope.ts";
import { hashToken } from "../authentication/token.ts";
import { type GrantedSession, identityOf } from "./identity.ts";
import { createNonce, nextToken } from "./rotation.ts";

/**
 * For so long a replaced token goes on counting. Requests that were under way with it must not sign anybody out, and a
 * request is answered within seconds.
 */
const GRACE_SECONDS = 30;

/** The session stays in its organization, or goes to the one joined last when the person does not belong to it any more. */
export async function renewSession(
  tx: Tx,
  scope: Scope,
  { token, idleSeconds }: { readonly token: string; readonly idleSeconds: number },
): Promise<GrantedSession | null> {
  const session = await lockSession(tx, scope);
  if (session === null) return null;
  const next = await rotate(tx, session, token);
  const { id, user_id: userId, organization_id: wantedId } = session;
  const place = await memberships.fetchPlaceOfUser(tx, { userId, wantedId });
  const identity = await takeSnapshot(tx, {
    id,
    userId,
    organizationId: place?.organization_id,
    idleSeconds,
  });
  return { identity, token: next, expiresAt: identity.session.expires_at };
}

/** @throws {AppError} organization_not_found when the caller does not belong to it */
export async function moveSession(
  tx: Tx,
  scope: Scope,
  { organizationId, idleSeconds }: { readonly organizationId: string; readonly idleSeconds: number },
): Promise<Identity> {
  const session = await lockSession(tx, scope);
  if (session === null) throw new AppError("not_signed_in");
  const { id, user_id: userId } = session;
  const identity = await takeSnapshot(tx, { id, userId, organizationId, idleSeconds });
  if (identity.organization?.id !== organizationId) throw new AppError("organization_not_found");
  return identity;
}

/** null: the session is over. That of an account that was suspended or deleted is so from now on. */
async function lockSession(
  tx: Tx,
  { userId, sessionId }: Scope,
): Promise<sessions.FetchSessionForUpdateRow | null> {
  const account = await users.fetchUserForShare(tx, { id: userId });
  if (sessionId === null) return null;
  if (account?.status === "active") return await sessions.fetchSessionForUpdate(tx, { id: sessionId });
  await sessions.destroySession(tx, { id: sessionId, userId });
  return null;
}

/**
 * The token to go on with; at most one new one in GRACE_SECONDS.
 * @throws {AppError} not_signed_in when the token that was brought is older than that
 */
async function rotate(tx: Tx, session: sessions.FetchSessionForUpdateRow, token: string): Promise<string> {
  const { id, token_hash: current, previous_token_hash: previous, rotation_nonce: lastNonce } = session;
  const brought = hashToken(token);
  if (previous !== null && lastNonce !== null) {
    if (constantTimeEqual(brought, previous)) return nextToken(token, lastNonce);
    if (constantTimeEqual(brought, current)) return token;
  }
  if (previous !== null || !constantTimeEqual(brought, current)) throw new AppError("not_signed_in");
  const nonce = createNonce();
  const next = nextToken(token, nonce);
  await sessions.modifySessionToken(tx, {
    id,
    newTokenHash: hashToken(next),
    nonce,
    graceSeconds: GRACE_SECONDS,
  });
  return next;
}

async function takeSnapshot(tx: Tx, params: sessions.ModifySessionSnapshotParams): Promise<Identity> {
  const row = await sessions.modifySessionSnapshot(tx, params);
  if (row === null) throw new AppError("not_signed_in");
  return identityOf(row);
}
