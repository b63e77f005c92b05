/** The beginning of a session: the same for every way to sign in, and the one place where it happens. */
import type { Tx } from "../../../database/db.ts";
import { enqueue } from "../../../jobs/index.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as users from "../../../repositories/users.ts";
import type { Origin } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { createToken, hashToken, isToken } from "../authentication/token.ts";
import { sendNewSignIn } from "../mails/jobs.ts";
import type { ProductAnalytics } from "../product-events.ts";
import { type GrantedSession, identityOf } from "./identity.ts";

export interface Lifetimes {
  /** A session that is not used for so long ends. */
  readonly idleSeconds: number;
  /** It ends after so long however busy it is. */
  readonly lifetimeSeconds: number;
}

/** Somebody who is about to sign in. */
export interface Visitor extends Origin {
  /** The token of the session that the same browser has already: it is replaced, so that nobody can plant one. */
  readonly sessionToken: string | null;
}

interface Opening extends Lifetimes {
  readonly userId: string;
  readonly method: sessions.SignInMethod;
  readonly visitor: Visitor;
  readonly analytics: ProductAnalytics;
}

/**
 * A session with a token that nobody had before. The account is locked first: see the migration invalidate-sessions.
 * null: the account may not sign in.
 */
export async function openSession(tx: Tx, opening: Opening): Promise<GrantedSession | null> {
  const { userId, method, visitor, analytics } = opening;
  if ((await users.modifyUserSignedIn(tx, { id: userId })) === null) return null;
  if (visitor.sessionToken !== null) await replaceSession(tx, visitor.sessionToken);
  const place = await memberships.fetchPlaceOfUser(tx, { userId });
  const { token, tokenHash } = createToken();
  const session = await sessions.insertSession(tx, {
    ...opening,
    tokenHash,
    organizationId: place?.organization_id,
    ip: visitor.ip,
    userAgent: visitor.userAgent,
  });
  if (session === null) return null;
  await record(
    tx,
    { ...visitor, userId, sessionId: session.id },
    {
      action: "session.opened",
      subject: { type: "session", id: session.id },
      details: { method },
    },
  );
  if (visitor.userAgent !== null) await enqueue(tx, sendNewSignIn, { sessionId: session.id });
  const who = { userId, organizationId: place?.organization_id ?? null };
  tx.afterCommit(() => analytics.capture("user signed in", who, { method }));
  return { identity: identityOf(session), token, expiresAt: session.expires_at };
}

async function replaceSession(tx: Tx, token: string): Promise<void> {
  if (isToken(token)) await sessions.destroySessionByToken(tx, { tokenHash: hashToken(token) });
}
