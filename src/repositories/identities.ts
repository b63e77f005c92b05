// Generated from sql/identities/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type UserStatus = "active" | "suspended";

export interface DestroyIdentitiesByUserParams {
  readonly userId: string;
}

export const destroyIdentitiesByUserQuery = defineQuery<DestroyIdentitiesByUserParams, never>({
  title: "DestroyIdentitiesByUser",
  file: "sql/identities/DestroyIdentitiesByUser.sql",
  verb: "Destroy",
  text: `/* DestroyIdentitiesByUser */ DELETE FROM identities
WHERE user_id = $1`,
  bind: (p) => [p.userId],
  pure: false,
});

/**
 * Forgets how a person signed in elsewhere, when the account is deleted: the same person may come back as somebody new.
 */
export async function destroyIdentitiesByUser(
  db: Db,
  params: DestroyIdentitiesByUserParams,
): Promise<number> {
  return await db.count(destroyIdentitiesByUserQuery, params);
}

export interface DestroyIdentityParams {
  readonly id: string;
  readonly userId: string;
}

export const destroyIdentityQuery = defineQuery<DestroyIdentityParams, never>({
  title: "DestroyIdentity",
  file: "sql/identities/DestroyIdentity.sql",
  verb: "Destroy",
  text: `/* DestroyIdentity */ DELETE FROM identities
USING users
WHERE users.id = identities.user_id
  AND identities.id = $1
  AND identities.user_id = $2
  AND (
    users.password_hash IS NOT NULL
    OR users.email_verified_at IS NOT NULL
    OR EXISTS (
      SELECT FROM identities AS others
      WHERE others.user_id = identities.user_id
        AND others.id <> identities.id
    )
  )`,
  bind: (p) => [p.id, p.userId],
  pure: false,
});

/** Unlinks a provider, unless it is the last way in: then the count is 0. */
export async function destroyIdentity(db: Db, params: DestroyIdentityParams): Promise<number> {
  return await db.count(destroyIdentityQuery, params);
}

export interface FetchIdentitiesByUserParams {
  readonly userId: string;
}

export interface FetchIdentitiesByUserRow {
  id: string;
  provider: string;
  /** The address as the provider last told it; for display only. */
  email: string | null;
  created_at: Date;
  last_used_at: Date;
}

export const fetchIdentitiesByUserQuery = defineQuery<FetchIdentitiesByUserParams, FetchIdentitiesByUserRow>({
  title: "FetchIdentitiesByUser",
  file: "sql/identities/FetchIdentitiesByUser.sql",
  verb: "Fetch",
  text: `/* FetchIdentitiesByUser */ SELECT id, provider, email, created_at, last_used_at
FROM identities
WHERE user_id = $1
ORDER BY id`,
  bind: (p) => [p.userId],
  decode: { created_at: decode.timestamp, last_used_at: decode.timestamp },
  pure: true,
});

/** The providers that a person can sign in with, in the order in which they were linked. */
export async function fetchIdentitiesByUser(
  db: Db,
  params: FetchIdentitiesByUserParams,
): Promise<FetchIdentitiesByUserRow[]> {
  return await db.many(fetchIdentitiesByUserQuery, params);
}

export interface FetchUserByIdentityParams {
  readonly provider: string;
  readonly subject: string;
}

export interface FetchUserByIdentityRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  identity_id: string;
}

export const fetchUserByIdentityQuery = defineQuery<FetchUserByIdentityParams, FetchUserByIdentityRow>({
  title: "FetchUserByIdentity",
  file: "sql/identities/FetchUserByIdentity.sql",
  verb: "Fetch",
  text: `/* FetchUserByIdentity */ SELECT users.id, users.email, users.name, users.status, identities.id AS identity_id
FROM identities
JOIN users ON users.id = identities.user_id AND users.deleted_at IS NULL
WHERE identities.provider = $1
  AND identities.subject = $2`,
  bind: (p) => [p.provider, p.subject],
  pure: true,
});

/** The living account that this provider's person signs in to. */
export async function fetchUserByIdentity(
  db: Db,
  params: FetchUserByIdentityParams,
): Promise<FetchUserByIdentityRow | null> {
  return await db.maybe(fetchUserByIdentityQuery, params);
}

export interface InsertIdentityParams {
  readonly userId: string;
  readonly provider: string;
  /** The provider's own, stable id of the person; never the address, which can change hands. */
  readonly subject: string;
  /** The address as the provider last told it; for display only. */
  readonly email?: string | null | undefined;
  /** What the provider told of the person at the last sign-in; a JSON object. */
  readonly profile: Json;
}

export interface InsertIdentityRow {
  id: string;
  created_at: Date;
  last_used_at: Date;
}

export const insertIdentityQuery = defineQuery<InsertIdentityParams, InsertIdentityRow>({
  title: "InsertIdentity",
  file: "sql/identities/InsertIdentity.sql",
  verb: "Insert",
  text: `/* InsertIdentity */ INSERT INTO identities (user_id, provider, subject, email, profile)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (provider, subject) DO UPDATE
SET email = EXCLUDED.email,
  profile = EXCLUDED.profile,
  last_used_at = now()
WHERE identities.user_id = EXCLUDED.user_id
RETURNING id, created_at, last_used_at`,
  bind: (p) => [p.userId, p.provider, p.subject, p.email, encode.json(p.profile)],
  decode: { created_at: decode.timestamp, last_used_at: decode.timestamp },
  pure: false,
});

/**
 * Links a provider, or notes its use when it is linked already. No row: that person is linked to another account here, and an
 * upsert must never move somebody's way to sign in. identities_provider_key: the account has another person of this provider.
 */
export async function insertIdentity(
  db: Db,
  params: InsertIdentityParams,
): Promise<InsertIdentityRow | null> {
  return await db.maybe(insertIdentityQuery, params);
}
