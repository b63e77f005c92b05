// Generated from sql/idempotency/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyIdempotencyKeyParams {
  readonly userId: string;
  readonly key: string;
}

export const destroyIdempotencyKeyQuery = defineQuery<DestroyIdempotencyKeyParams, never>({
  title: "DestroyIdempotencyKey",
  file: "sql/idempotency/DestroyIdempotencyKey.sql",
  verb: "Destroy",
  text: `/* DestroyIdempotencyKey */ DELETE FROM idempotency_keys
WHERE user_id = $1
  AND key = $2
  AND status IS NULL`,
  bind: (p) => [p.userId, p.key],
  pure: false,
});

/** The request was refused and nothing was done: it may come again with the same key, mended. */
export async function destroyIdempotencyKey(db: Db, params: DestroyIdempotencyKeyParams): Promise<number> {
  return await db.count(destroyIdempotencyKeyQuery, params);
}

export interface DestroyOldIdempotencyKeysParams {
  readonly limit: string | number | bigint;
}

export const destroyOldIdempotencyKeysQuery = defineQuery<DestroyOldIdempotencyKeysParams, never>({
  title: "DestroyOldIdempotencyKeys",
  file: "sql/idempotency/DestroyOldIdempotencyKeys.sql",
  verb: "Destroy",
  text: `/* DestroyOldIdempotencyKeys */ DELETE FROM idempotency_keys
WHERE (user_id, key) IN (
  SELECT user_id, key
  FROM idempotency_keys
  WHERE claimed_at < now() - interval '1 day'
  ORDER BY claimed_at
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.limit)],
  pure: false,
});

/** Forgets what nobody will ask for again, at most `limit` at a time so that no lock is held for long. */
export async function destroyOldIdempotencyKeys(
  db: Db,
  params: DestroyOldIdempotencyKeysParams,
): Promise<number> {
  return await db.count(destroyOldIdempotencyKeysQuery, params);
}

export interface FetchIdempotencyKeyParams {
  readonly userId: string;
  readonly key: string;
}

export interface FetchIdempotencyKeyRow {
  /** SHA-256 of method, path and body: the key holds for this request alone. */
  request_hash: Uint8Array;
  /** NULL: it is being worked on. */
  status: number | null;
  /** The answer as it was sent. */
  body: string | null;
}

export const fetchIdempotencyKeyQuery = defineQuery<FetchIdempotencyKeyParams, FetchIdempotencyKeyRow>({
  title: "FetchIdempotencyKey",
  file: "sql/idempotency/FetchIdempotencyKey.sql",
  verb: "Fetch",
  text: `/* FetchIdempotencyKey */ SELECT request_hash, status, body
FROM idempotency_keys
WHERE user_id = $1
  AND key = $2`,
  bind: (p) => [p.userId, p.key],
  pure: true,
  primary: true,
});

/** What came of the request that has the key. */
export async function fetchIdempotencyKey(
  db: Db,
  params: FetchIdempotencyKeyParams,
): Promise<FetchIdempotencyKeyRow | null> {
  return await db.maybe(fetchIdempotencyKeyQuery, params);
}

export interface InsertIdempotencyKeyParams {
  readonly userId: string;
  /** As the client chose it; of two people with the same one each has their own. */
  readonly key: string;
  /** SHA-256 of method, path and body: the key holds for this request alone. */
  readonly requestHash: Uint8Array;
  readonly abandonedSeconds: number;
}

export interface InsertIdempotencyKeyRow {
  claimed_at: Date;
}

export const insertIdempotencyKeyQuery = defineQuery<InsertIdempotencyKeyParams, InsertIdempotencyKeyRow>({
  title: "InsertIdempotencyKey",
  file: "sql/idempotency/InsertIdempotencyKey.sql",
  verb: "Insert",
  text: `/* InsertIdempotencyKey */ INSERT INTO idempotency_keys (user_id, key, request_hash)
VALUES ($1, $2, $3)
ON CONFLICT (user_id, key) DO UPDATE
SET request_hash = EXCLUDED.request_hash,
  status = NULL,
  body = NULL,
  claimed_at = now()
WHERE idempotency_keys.claimed_at < now() - interval '1 day'
  OR (
    idempotency_keys.status IS NULL
    AND idempotency_keys.claimed_at < now() - make_interval(secs => $4)
  )
RETURNING claimed_at`,
  bind: (p) => [p.userId, p.key, p.requestHash, encode.number(p.abandonedSeconds)],
  decode: { claimed_at: decode.timestamp },
  pure: false,
});

/**
 * Takes a key for a request. No row: somebody has it. What is older than a day is over; what is not answered after `abandonedSeconds`
 * never will be, as the process that had it is gone.
 */
export async function insertIdempotencyKey(
  db: Db,
  params: InsertIdempotencyKeyParams,
): Promise<InsertIdempotencyKeyRow | null> {
  return await db.maybe(insertIdempotencyKeyQuery, params);
}

export interface ModifyIdempotencyKeyParams {
  /** NULL: it is being worked on. */
  readonly status: number;
  /** The answer as it was sent. */
  readonly body: string;
  readonly userId: string;
  readonly key: string;
}

export const modifyIdempotencyKeyQuery = defineQuery<ModifyIdempotencyKeyParams, never>({
  title: "ModifyIdempotencyKey",
  file: "sql/idempotency/ModifyIdempotencyKey.sql",
  verb: "Modify",
  text: `/* ModifyIdempotencyKey */ UPDATE idempotency_keys
SET status = $1,
  body = $2
WHERE user_id = $3
  AND key = $4`,
  bind: (p) => [encode.number(p.status), p.body, p.userId, p.key],
  pure: false,
});

/** The answer, to be given again. */
export async function modifyIdempotencyKey(db: Db, params: ModifyIdempotencyKeyParams): Promise<number> {
  return await db.count(modifyIdempotencyKeyQuery, params);
}
