// Generated from sql/sessions/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type SignInMethod = "password" | "magic_link" | "oauth";

export type UserStatus = "active" | "suspended";

export interface DestroyExpiredSessionsParams {
  readonly limit: string | number | bigint;
}

export const destroyExpiredSessionsQuery = defineQuery<DestroyExpiredSessionsParams, never>({
  title: "DestroyExpiredSessions",
  file: "sql/sessions/DestroyExpiredSessions.sql",
  verb: "Destroy",
  text: `/* DestroyExpiredSessions */ DELETE FROM sessions
WHERE id IN (
  SELECT id
  FROM sessions
  WHERE idle_expires_at < now()
  ORDER BY idle_expires_at
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.limit)],
  pure: false,
});

/**
 * Forgets sessions that nobody can use any more, at most `limit` at a time so that no lock is held for long.
 */
export async function destroyExpiredSessions(db: Db, params: DestroyExpiredSessionsParams): Promise<number> {
  return await db.count(destroyExpiredSessionsQuery, params);
}

export interface DestroySessionParams {
  readonly id: string;
  readonly userId: string;
}

export const destroySessionQuery = defineQuery<DestroySessionParams, never>({
  title: "DestroySession",
  file: "sql/sessions/DestroySession.sql",
  verb: "Destroy",
  text: `/* DestroySession */ DELETE FROM sessions
WHERE id = $1
  AND user_id = $2`,
  bind: (p) => [p.id, p.userId],
  pure: false,
});

/** Signs out. The owner is part of the key: somebody else's session is "not found", never "forbidden". */
export async function destroySession(db: Db, params: DestroySessionParams): Promise<number> {
  return await db.count(destroySessionQuery, params);
}

export interface DestroySessionByTokenParams {
  readonly tokenHash: Uint8Array;
}

export const destroySessionByTokenQuery = defineQuery<DestroySessionByTokenParams, never>({
  title: "DestroySessionByToken",
  file: "sql/sessions/DestroySessionByToken.sql",
  verb: "Destroy",
  text: `/* DestroySessionByToken */ DELETE FROM sessions
WHERE token_hash = $1
  OR previous_token_hash = $1`,
  bind: (p) => [p.tokenHash],
  pure: false,
});

/** The session that a browser had goes when somebody signs in with it. */
export async function destroySessionByToken(db: Db, params: DestroySessionByTokenParams): Promise<number> {
  return await db.count(destroySessionByTokenQuery, params);
}

export interface DestroySessionsByUserParams {
  readonly userId: string;
  readonly keepId?: string | null | undefined;
}

export const destroySessionsByUserQuery = defineQuery<DestroySessionsByUserParams, never>({
  title: "DestroySessionsByUser",
  file: "sql/sessions/DestroySessionsByUser.sql",
  verb: "Destroy",
  text: `/* DestroySessionsByUser */ DELETE FROM sessions
WHERE user_id = $1
  AND id IS DISTINCT FROM $2::uuid`,
  bind: (p) => [p.userId, p.keepId],
  pure: false,
});

/** Signs a person out everywhere, but for the session to keep, if one is given. */
export async function destroySessionsByUser(db: Db, params: DestroySessionsByUserParams): Promise<number> {
  return await db.count(destroySessionsByUserQuery, params);
}

export interface FetchSessionByPreviousTokenParams {
  readonly tokenHash: Uint8Array;
}

export interface FetchSessionByPreviousTokenRow {
  id: string;
  user_id: string;
  /** The organization that the person works in now; NULL: none chosen. */
  organization_id: string | null;
  /** Snapshot: the account's address. */
  email: string;
  /** Snapshot: the account's name. */
  name: string;
  /** Snapshot: the account's language. */
  locale: string;
  /** Snapshot: whether the address was proven. */
  email_verified: boolean;
  /** Snapshot; NULL: no organization chosen. */
  organization_slug: string | null;
  /** Snapshot; NULL: no organization chosen. */
  organization_name: string | null;
  /** Snapshot: the role in that organization; NULL: no organization chosen. */
  role_name: string | null;
  /** Snapshot: what the role in that organization allows. */
  permissions: (string | null)[];
  /** The snapshot is stale: nothing is served (402) until it is renewed. */
  needs_revalidate: boolean;
  /** How the person signed in. */
  method: SignInMethod;
  /** Written at most once a minute. */
  last_used_at: Date;
  created_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
}

export const fetchSessionByPreviousTokenQuery = defineQuery<FetchSessionByPreviousTokenParams, FetchSessionByPreviousTokenRow>({
  title: "FetchSessionByPreviousToken",
  file: "sql/sessions/FetchSessionByPreviousToken.sql",
  verb: "Fetch",
  text: `/* FetchSessionByPreviousToken */ SELECT
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions,
  needs_revalidate, method, last_used_at, created_at, expires_at
FROM sessions
WHERE previous_token_hash = $1
  AND previous_expires_at > now()
  AND idle_expires_at > now()
  AND expires_at > now()`,
  bind: (p) => [p.tokenHash],
  decode: { permissions: decode.array(), last_used_at: decode.timestamp, created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: true,
  primary: true,
});

/** The session whose token was replaced a moment ago. Asked only when FetchSessionByToken knows nothing. */
export async function fetchSessionByPreviousToken(
  db: Db,
  params: FetchSessionByPreviousTokenParams,
): Promise<FetchSessionByPreviousTokenRow | null> {
  return await db.maybe(fetchSessionByPreviousTokenQuery, params);
}

export interface FetchSessionByTokenParams {
  readonly tokenHash: Uint8Array;
}

export interface FetchSessionByTokenRow {
  id: string;
  user_id: string;
  /** The organization that the person works in now; NULL: none chosen. */
  organization_id: string | null;
  /** Snapshot: the account's address. */
  email: string;
  /** Snapshot: the account's name. */
  name: string;
  /** Snapshot: the account's language. */
  locale: string;
  /** Snapshot: whether the address was proven. */
  email_verified: boolean;
  /** Snapshot; NULL: no organization chosen. */
  organization_slug: string | null;
  /** Snapshot; NULL: no organization chosen. */
  organization_name: string | null;
  /** Snapshot: the role in that organization; NULL: no organization chosen. */
  role_name: string | null;
  /** Snapshot: what the role in that organization allows. */
  permissions: (string | null)[];
  /** The snapshot is stale: nothing is served (402) until it is renewed. */
  needs_revalidate: boolean;
  /** How the person signed in. */
  method: SignInMethod;
  /** Written at most once a minute. */
  last_used_at: Date;
  created_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
}

export const fetchSessionByTokenQuery = defineQuery<FetchSessionByTokenParams, FetchSessionByTokenRow>({
  title: "FetchSessionByToken",
  file: "sql/sessions/FetchSessionByToken.sql",
  verb: "Fetch",
  text: `/* FetchSessionByToken */ SELECT
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions,
  needs_revalidate, method, last_used_at, created_at, expires_at
FROM sessions
WHERE token_hash = $1
  AND idle_expires_at > now()
  AND expires_at > now()`,
  bind: (p) => [p.tokenHash],
  decode: { permissions: decode.array(), last_used_at: decode.timestamp, created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: true,
  primary: true,
});

/**
 * Who asks, in which organization, with which permissions: all that a request needs, from one row found by its unique key.
 */
export async function fetchSessionByToken(
  db: Db,
  params: FetchSessionByTokenParams,
): Promise<FetchSessionByTokenRow | null> {
  return await db.maybe(fetchSessionByTokenQuery, params);
}

export interface FetchSessionForUpdateParams {
  readonly id: string;
}

export interface FetchSessionForUpdateRow {
  id: string;
  user_id: string;
  /** The organization that the person works in now; NULL: none chosen. */
  organization_id: string | null;
  /** The snapshot is stale: nothing is served (402) until it is renewed. */
  needs_revalidate: boolean;
  /** SHA-256 of the token in the cookie or the Authorization header. */
  token_hash: Uint8Array;
  previous_token_hash: Uint8Array | null;
  /** What the token was derived from its predecessor with; NULL: not rotated yet. */
  rotation_nonce: Uint8Array | null;
}

export const fetchSessionForUpdateQuery = defineQuery<FetchSessionForUpdateParams, FetchSessionForUpdateRow>({
  title: "FetchSessionForUpdate",
  file: "sql/sessions/FetchSessionForUpdate.sql",
  verb: "Fetch",
  text: `/* FetchSessionForUpdate */ SELECT
  id, user_id, organization_id, needs_revalidate, token_hash,
  CASE WHEN previous_expires_at > now() THEN previous_token_hash END AS previous_token_hash,
  rotation_nonce
FROM sessions
WHERE id = $1
  AND idle_expires_at > now()
  AND expires_at > now()
FOR UPDATE`,
  bind: (p) => [p.id],
  pure: false,
});

/** The session, locked until the transaction ends; after FetchUserForShare, before ModifySessionSnapshot. */
export async function fetchSessionForUpdate(
  db: Db,
  params: FetchSessionForUpdateParams,
): Promise<FetchSessionForUpdateRow | null> {
  return await db.maybe(fetchSessionForUpdateQuery, params);
}

export interface FetchSessionInvalidationParams {
  readonly id: string;
}

export interface FetchSessionInvalidationRow {
  id: string;
  user_id: string;
  /** Snapshot: the account's address. */
  email: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  user_deleted: boolean;
  /** The snapshot is stale: nothing is served (402) until it is renewed. */
  needs_revalidate: boolean;
  /** Which change made it stale, e.g. "membership.role"; for people who look into it. */
  revalidate_reason: string | null;
  /** The application_name of the connection that made the change: "scaffold", "psql" … */
  revalidate_source: string | null;
  /** When it became stale. */
  revalidate_since: Date | null;
  /** When the snapshot was read. */
  snapshot_at: Date;
  /** Moves on with every use. */
  idle_expires_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
  expired: boolean;
}

export const fetchSessionInvalidationQuery = defineQuery<FetchSessionInvalidationParams, FetchSessionInvalidationRow>({
  title: "FetchSessionInvalidation",
  file: "sql/sessions/FetchSessionInvalidation.sql",
  verb: "Fetch",
  text: `/* FetchSessionInvalidation */ SELECT
  sessions.id,
  sessions.user_id,
  sessions.email,
  users.status,
  users.deleted_at IS NOT NULL AS user_deleted,
  sessions.needs_revalidate,
  sessions.revalidate_reason,
  sessions.revalidate_source,
  sessions.revalidate_since,
  sessions.snapshot_at,
  sessions.idle_expires_at,
  sessions.expires_at,
  least(sessions.idle_expires_at, sessions.expires_at) <= now() AS expired
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE sessions.id = $1`,
  bind: (p) => [p.id],
  decode: { revalidate_since: decode.timestamp, snapshot_at: decode.timestamp, idle_expires_at: decode.timestamp, expires_at: decode.timestamp },
  pure: true,
});

/**
 * Why a session is not served, for `scaffold sessions why`: which change flagged it, made through which kind of connection.
 */
export async function fetchSessionInvalidation(
  db: Db,
  params: FetchSessionInvalidationParams,
): Promise<FetchSessionInvalidationRow | null> {
  return await db.maybe(fetchSessionInvalidationQuery, params);
}

export interface FetchSessionsByUserParams {
  readonly userId: string;
}

export interface FetchSessionsByUserRow {
  id: string;
  /** How the person signed in. */
  method: SignInMethod;
  /** Snapshot; NULL: no organization chosen. */
  organization_name: string | null;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
  /** Written at most once a minute. */
  last_used_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
}

export const fetchSessionsByUserQuery = defineQuery<FetchSessionsByUserParams, FetchSessionsByUserRow>({
  title: "FetchSessionsByUser",
  file: "sql/sessions/FetchSessionsByUser.sql",
  verb: "Fetch",
  text: `/* FetchSessionsByUser */ SELECT id, method, organization_name, ip, user_agent, created_at, last_used_at, expires_at
FROM sessions
WHERE user_id = $1
  AND idle_expires_at > now()
  AND expires_at > now()
ORDER BY last_used_at DESC, id`,
  bind: (p) => [p.userId],
  decode: { created_at: decode.timestamp, last_used_at: decode.timestamp, expires_at: decode.timestamp },
  pure: true,
  primary: true,
});

/** Where a person is signed in, the most recently used first. */
export async function fetchSessionsByUser(
  db: Db,
  params: FetchSessionsByUserParams,
): Promise<FetchSessionsByUserRow[]> {
  return await db.many(fetchSessionsByUserQuery, params);
}

export interface FetchUnfamiliarSessionParams {
  readonly id: string;
}

export interface FetchUnfamiliarSessionRow {
  ip: string | null;
  user_agent: string;
  created_at: Date;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
}

export const fetchUnfamiliarSessionQuery = defineQuery<FetchUnfamiliarSessionParams, FetchUnfamiliarSessionRow>({
  title: "FetchUnfamiliarSession",
  file: "sql/sessions/FetchUnfamiliarSession.sql",
  verb: "Fetch",
  text: `/* FetchUnfamiliarSession */ SELECT sessions.ip, sessions.user_agent, sessions.created_at, users.email, users.name, users.locale
FROM sessions
JOIN users ON users.id = sessions.user_id
WHERE sessions.id = $1
  AND sessions.user_agent IS NOT NULL
  AND EXISTS (
    SELECT FROM audit_events AS earlier
    WHERE earlier.actor_id = sessions.user_id
      AND earlier.action = 'session.opened'
      AND earlier.session_id <> sessions.id
  )
  AND NOT EXISTS (
    SELECT FROM audit_events AS familiar
    WHERE familiar.actor_id = sessions.user_id
      AND familiar.action = 'session.opened'
      AND familiar.session_id <> sessions.id
      AND familiar.user_agent = sessions.user_agent
  )`,
  bind: (p) => [p.id],
  decode: { created_at: decode.timestamp },
  pure: true,
  primary: true,
});

/**
 * A session that was begun with a browser that its owner never signed in with before. Nobody is told of the very first sign-in.
 */
export async function fetchUnfamiliarSession(
  db: Db,
  params: FetchUnfamiliarSessionParams,
): Promise<FetchUnfamiliarSessionRow | null> {
  return await db.maybe(fetchUnfamiliarSessionQuery, params);
}

export interface InsertSessionParams {
  /** SHA-256 of the token in the cookie or the Authorization header. */
  readonly tokenHash: Uint8Array;
  /** How the person signed in. */
  readonly method: SignInMethod;
  readonly ip?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  readonly idleSeconds: number;
  readonly lifetimeSeconds: number;
  readonly userId: string;
  readonly organizationId?: string | null | undefined;
}

export interface InsertSessionRow {
  id: string;
  user_id: string;
  /** The organization that the person works in now; NULL: none chosen. */
  organization_id: string | null;
  /** Snapshot: the account's address. */
  email: string;
  /** Snapshot: the account's name. */
  name: string;
  /** Snapshot: the account's language. */
  locale: string;
  /** Snapshot: whether the address was proven. */
  email_verified: boolean;
  /** Snapshot; NULL: no organization chosen. */
  organization_slug: string | null;
  /** Snapshot; NULL: no organization chosen. */
  organization_name: string | null;
  /** Snapshot: the role in that organization; NULL: no organization chosen. */
  role_name: string | null;
  /** Snapshot: what the role in that organization allows. */
  permissions: (string | null)[];
  /** How the person signed in. */
  method: SignInMethod;
  created_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
}

export const insertSessionQuery = defineQuery<InsertSessionParams, InsertSessionRow>({
  title: "InsertSession",
  file: "sql/sessions/InsertSession.sql",
  verb: "Insert",
  text: `/* InsertSession */ INSERT INTO sessions (
  user_id, organization_id, token_hash, method,
  email, name, locale, email_verified, organization_slug, organization_name, role_name, permissions,
  ip, user_agent, idle_expires_at, expires_at
)
SELECT
  snapshot.user_id, snapshot.organization_id, $1, $2,
  snapshot.email, snapshot.name, snapshot.locale, snapshot.email_verified,
  snapshot.organization_slug, snapshot.organization_name, snapshot.role_name, snapshot.permissions,
  $3, $4,
  now() + make_interval(secs => least($5::float8, $6::float8)),
  now() + make_interval(secs => $6::float8)
FROM session_snapshot($7, $8) AS snapshot
RETURNING
  id, user_id, organization_id, email, name, locale, email_verified,
  organization_slug, organization_name, role_name, permissions, method, created_at, expires_at`,
  bind: (p) => [p.tokenHash, p.method, p.ip, p.userAgent, encode.number(p.idleSeconds), encode.number(p.lifetimeSeconds), p.userId, p.organizationId],
  decode: { permissions: decode.array(), created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: false,
});

/**
 * A sign-in begins. After ModifyUserSignedIn in the same transaction. No row: the account may not sign in. An organization
 * that the person does not belong to reads as none.
 */
export async function insertSession(db: Db, params: InsertSessionParams): Promise<InsertSessionRow | null> {
  return await db.maybe(insertSessionQuery, params);
}

export interface ModifySessionSnapshotParams {
  readonly idleSeconds: number;
  readonly userId: string;
  readonly organizationId?: string | null | undefined;
  readonly id: string;
}

export interface ModifySessionSnapshotRow {
  id: string;
  user_id: string;
  /** The organization that the person works in now; NULL: none chosen. */
  organization_id: string | null;
  /** Snapshot: the account's address. */
  email: string;
  /** Snapshot: the account's name. */
  name: string;
  /** Snapshot: the account's language. */
  locale: string;
  /** Snapshot: whether the address was proven. */
  email_verified: boolean;
  /** Snapshot; NULL: no organization chosen. */
  organization_slug: string | null;
  /** Snapshot; NULL: no organization chosen. */
  organization_name: string | null;
  /** Snapshot: the role in that organization; NULL: no organization chosen. */
  role_name: string | null;
  /** Snapshot: what the role in that organization allows. */
  permissions: (string | null)[];
  /** How the person signed in. */
  method: SignInMethod;
  created_at: Date;
  /** The end, however busy the session is. */
  expires_at: Date;
}

export const modifySessionSnapshotQuery = defineQuery<ModifySessionSnapshotParams, ModifySessionSnapshotRow>({
  title: "ModifySessionSnapshot",
  file: "sql/sessions/ModifySessionSnapshot.sql",
  verb: "Modify",
  text: `/* ModifySessionSnapshot */ UPDATE sessions
SET organization_id = snapshot.organization_id,
  email = snapshot.email,
  name = snapshot.name,
  locale = snapshot.locale,
  email_verified = snapshot.email_verified,
  organization_slug = snapshot.organization_slug,
  organization_name = snapshot.organization_name,
  role_name = snapshot.role_name,
  permissions = snapshot.permissions,
  snapshot_at = now(),
  needs_revalidate = false,
  revalidate_reason = NULL,
  revalidate_source = NULL,
  revalidate_since = NULL,
  last_used_at = now(),
  idle_expires_at = least(now() + make_interval(secs => $1), sessions.expires_at)
FROM session_snapshot($2, $3) AS snapshot
WHERE sessions.id = $4
  AND sessions.user_id = snapshot.user_id
RETURNING
  sessions.id, sessions.user_id, sessions.organization_id, sessions.email, sessions.name, sessions.locale,
  sessions.email_verified, sessions.organization_slug, sessions.organization_name, sessions.role_name,
  sessions.permissions, sessions.method, sessions.created_at, sessions.expires_at`,
  bind: (p) => [encode.number(p.idleSeconds), p.userId, p.organizationId, p.id],
  decode: { permissions: decode.array(), created_at: decode.timestamp, expires_at: decode.timestamp },
  pure: false,
});

/**
 * Renews what a session remembers, moves it to `organizationId` and takes the flag off. No row: the account may not go on.
 * After FetchUserForShare and FetchSessionForUpdate in the same transaction: a statement that waited for the locks itself would
 * read the tables as they were before the wait.
 */
export async function modifySessionSnapshot(
  db: Db,
  params: ModifySessionSnapshotParams,
): Promise<ModifySessionSnapshotRow | null> {
  return await db.maybe(modifySessionSnapshotQuery, params);
}

export interface ModifySessionTokenParams {
  /** SHA-256 of the token in the cookie or the Authorization header. */
  readonly newTokenHash: Uint8Array;
  /** What the token was derived from its predecessor with; NULL: not rotated yet. */
  readonly nonce: Uint8Array;
  readonly graceSeconds: number;
  readonly id: string;
}

export const modifySessionTokenQuery = defineQuery<ModifySessionTokenParams, never>({
  title: "ModifySessionToken",
  file: "sql/sessions/ModifySessionToken.sql",
  verb: "Modify",
  text: `/* ModifySessionToken */ UPDATE sessions
SET token_hash = $1,
  rotation_nonce = $2,
  previous_token_hash = token_hash,
  previous_expires_at = now() + make_interval(secs => $3)
WHERE id = $4`,
  bind: (p) => [p.newTokenHash, p.nonce, encode.number(p.graceSeconds), p.id],
  pure: false,
});

/**
 * A new token; the one before counts for `graceSeconds` more. After FetchSessionForUpdate in the same transaction.
 */
export async function modifySessionToken(db: Db, params: ModifySessionTokenParams): Promise<number> {
  return await db.count(modifySessionTokenQuery, params);
}

export interface ModifySessionUsedParams {
  readonly ip?: string | null | undefined;
  readonly idleSeconds: number;
  readonly id: string;
}

export const modifySessionUsedQuery = defineQuery<ModifySessionUsedParams, never>({
  title: "ModifySessionUsed",
  file: "sql/sessions/ModifySessionUsed.sql",
  verb: "Modify",
  text: `/* ModifySessionUsed */ UPDATE sessions
SET last_used_at = now(),
  ip = coalesce($1, ip),
  idle_expires_at = least(now() + make_interval(secs => $2), expires_at)
WHERE id = $3
  AND last_used_at < now() - interval '1 minute'`,
  bind: (p) => [p.ip, encode.number(p.idleSeconds), p.id],
  pure: false,
});

/**
 * Notes a use and moves the idle expiry on. At most once a minute: of the requests that come together one writes.
 */
export async function modifySessionUsed(db: Db, params: ModifySessionUsedParams): Promise<number> {
  return await db.count(modifySessionUsedQuery, params);
}
