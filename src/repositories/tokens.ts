// Generated from sql/tokens/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type OneTimeTokenPurpose = "magic_link" | "email_verification" | "email_change" | "password_reset";

export interface DestroyExpiredOneTimeTokensParams {
  readonly keepDays: number;
}

export const destroyExpiredOneTimeTokensQuery = defineQuery<DestroyExpiredOneTimeTokensParams, never>({
  title: "DestroyExpiredOneTimeTokens",
  file: "sql/tokens/DestroyExpiredOneTimeTokens.sql",
  verb: "Destroy",
  text: `/* DestroyExpiredOneTimeTokens */ DELETE FROM one_time_tokens
WHERE expires_at < now() - make_interval(days => $1)`,
  bind: (p) => [encode.number(p.keepDays)],
  pure: false,
});

/** Forgets links that nobody can use any more. */
export async function destroyExpiredOneTimeTokens(
  db: Db,
  params: DestroyExpiredOneTimeTokensParams,
): Promise<number> {
  return await db.count(destroyExpiredOneTimeTokensQuery, params);
}

export interface DestroyOneTimeTokensParams {
  readonly userId: string;
}

export const destroyOneTimeTokensQuery = defineQuery<DestroyOneTimeTokensParams, never>({
  title: "DestroyOneTimeTokens",
  file: "sql/tokens/DestroyOneTimeTokens.sql",
  verb: "Destroy",
  text: `/* DestroyOneTimeTokens */ DELETE FROM one_time_tokens
WHERE user_id = $1
  AND used_at IS NULL`,
  bind: (p) => [p.userId],
  pure: false,
});

/**
 * Links that are out in the world must not undo what their owner has just done: a new password, a new address.
 */
export async function destroyOneTimeTokens(db: Db, params: DestroyOneTimeTokensParams): Promise<number> {
  return await db.count(destroyOneTimeTokensQuery, params);
}

export interface FetchOneTimeTokenParams {
  readonly tokenHash: Uint8Array;
  readonly purpose: OneTimeTokenPurpose;
}

export interface FetchOneTimeTokenRow {
  user_id: string;
  /** Where it was sent; for email_change the new address. The proof counts for this address alone. */
  email: string;
  name: string;
}

export const fetchOneTimeTokenQuery = defineQuery<FetchOneTimeTokenParams, FetchOneTimeTokenRow>({
  title: "FetchOneTimeToken",
  file: "sql/tokens/FetchOneTimeToken.sql",
  verb: "Fetch",
  text: `/* FetchOneTimeToken */ SELECT one_time_tokens.user_id, one_time_tokens.email, users.name
FROM one_time_tokens
JOIN users ON users.id = one_time_tokens.user_id AND users.deleted_at IS NULL
WHERE one_time_tokens.token_hash = $1
  AND one_time_tokens.purpose = $2
  AND one_time_tokens.used_at IS NULL
  AND one_time_tokens.expires_at > now()`,
  bind: (p) => [p.tokenHash, p.purpose],
  pure: true,
  primary: true,
});

/**
 * Whose link it is. Reading does not use it up. Asked first, so that the account can be locked before the link is.
 */
export async function fetchOneTimeToken(
  db: Db,
  params: FetchOneTimeTokenParams,
): Promise<FetchOneTimeTokenRow | null> {
  return await db.maybe(fetchOneTimeTokenQuery, params);
}

export interface InsertOneTimeTokenParams {
  readonly userId: string;
  readonly purpose: OneTimeTokenPurpose;
  /** Where it was sent; for email_change the new address. The proof counts for this address alone. */
  readonly email: string;
  /** SHA-256 of the token: a dump of the database holds nothing usable. */
  readonly tokenHash: Uint8Array;
  readonly lifetimeSeconds: number;
}

export interface InsertOneTimeTokenRow {
  id: string;
  expires_at: Date;
}

export const insertOneTimeTokenQuery = defineQuery<InsertOneTimeTokenParams, InsertOneTimeTokenRow>({
  title: "InsertOneTimeToken",
  file: "sql/tokens/InsertOneTimeToken.sql",
  verb: "Insert",
  text: `/* InsertOneTimeToken */ WITH superseded AS (
  DELETE FROM one_time_tokens
  WHERE user_id = $1
    AND purpose = $2
    AND used_at IS NULL
)
INSERT INTO one_time_tokens (user_id, purpose, email, token_hash, expires_at)
VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
RETURNING id, expires_at`,
  bind: (p) => [p.userId, p.purpose, p.email, p.tokenHash, encode.number(p.lifetimeSeconds)],
  decode: { expires_at: decode.timestamp },
  pure: false,
});

/**
 * A new link. It replaces the unused ones of the same purpose: only the newest mail works, and a table never fills by asking.
 */
export async function insertOneTimeToken(
  db: Db,
  params: InsertOneTimeTokenParams,
): Promise<InsertOneTimeTokenRow> {
  return await db.one(insertOneTimeTokenQuery, params);
}

export interface ModifyOneTimeTokenAsUsedParams {
  readonly tokenHash: Uint8Array;
  readonly purpose: OneTimeTokenPurpose;
}

export interface ModifyOneTimeTokenAsUsedRow {
  user_id: string;
  /** Where it was sent; for email_change the new address. The proof counts for this address alone. */
  email: string;
}

export const modifyOneTimeTokenAsUsedQuery = defineQuery<ModifyOneTimeTokenAsUsedParams, ModifyOneTimeTokenAsUsedRow>({
  title: "ModifyOneTimeTokenAsUsed",
  file: "sql/tokens/ModifyOneTimeTokenAsUsed.sql",
  verb: "Modify",
  text: `/* ModifyOneTimeTokenAsUsed */ UPDATE one_time_tokens
SET used_at = now()
WHERE token_hash = $1
  AND purpose = $2
  AND used_at IS NULL
  AND expires_at > now()
RETURNING user_id, email`,
  bind: (p) => [p.tokenHash, p.purpose],
  pure: false,
});

/**
 * Uses a link up. Of any number of simultaneous uses exactly one gets a row: the others wait for its lock and then find it used.
 */
export async function modifyOneTimeTokenAsUsed(
  db: Db,
  params: ModifyOneTimeTokenAsUsedParams,
): Promise<ModifyOneTimeTokenAsUsedRow | null> {
  return await db.maybe(modifyOneTimeTokenAsUsedQuery, params);
}
