// Generated from sql/registrations/*.sql by `scaffold sql generate`. Do not edit.
import { encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyExpiredRegistrationsParams {
  readonly limit: string | number | bigint;
}

export const destroyExpiredRegistrationsQuery = defineQuery<DestroyExpiredRegistrationsParams, never>({
  title: "DestroyExpiredRegistrations",
  file: "sql/registrations/DestroyExpiredRegistrations.sql",
  verb: "Destroy",
  text: `/* DestroyExpiredRegistrations */ DELETE FROM registrations
WHERE id IN (
  SELECT id
  FROM registrations
  WHERE expires_at < now()
  ORDER BY expires_at
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.limit)],
  pure: false,
});

/**
 * Forgets attempts that can come to nothing any more, at most `limit` at a time so that no lock is held for long.
 */
export async function destroyExpiredRegistrations(
  db: Db,
  params: DestroyExpiredRegistrationsParams,
): Promise<number> {
  return await db.count(destroyExpiredRegistrationsQuery, params);
}

export interface DestroyRegistrationParams {
  readonly tokenHash: Uint8Array;
}

export interface DestroyRegistrationRow {
  email: string;
  name: string;
  locale: string;
  /** PHC string (argon2id); becomes the account's when the link is used. */
  password_hash: string;
}

export const destroyRegistrationQuery = defineQuery<DestroyRegistrationParams, DestroyRegistrationRow>({
  title: "DestroyRegistration",
  file: "sql/registrations/DestroyRegistration.sql",
  verb: "Destroy",
  text: `/* DestroyRegistration */ DELETE FROM registrations
WHERE token_hash = $1
  AND expires_at > now()
RETURNING email, name, locale, password_hash`,
  bind: (p) => [p.tokenHash],
  pure: false,
});

/** Uses the link up: of any number of simultaneous uses exactly one gets the row. */
export async function destroyRegistration(
  db: Db,
  params: DestroyRegistrationParams,
): Promise<DestroyRegistrationRow | null> {
  return await db.maybe(destroyRegistrationQuery, params);
}

export interface DestroyRegistrationsByEmailParams {
  readonly email: string;
}

export const destroyRegistrationsByEmailQuery = defineQuery<DestroyRegistrationsByEmailParams, never>({
  title: "DestroyRegistrationsByEmail",
  file: "sql/registrations/DestroyRegistrationsByEmail.sql",
  verb: "Destroy",
  text: `/* DestroyRegistrationsByEmail */ DELETE FROM registrations
WHERE email = $1`,
  bind: (p) => [p.email],
  pure: false,
});

/** The address was proven: whatever else somebody typed in to register it is void. */
export async function destroyRegistrationsByEmail(
  db: Db,
  params: DestroyRegistrationsByEmailParams,
): Promise<number> {
  return await db.count(destroyRegistrationsByEmailQuery, params);
}

export interface FetchRegistrationParams {
  readonly id: string;
}

export interface FetchRegistrationRow {
  id: string;
  email: string;
  name: string;
  locale: string;
}

export const fetchRegistrationQuery = defineQuery<FetchRegistrationParams, FetchRegistrationRow>({
  title: "FetchRegistration",
  file: "sql/registrations/FetchRegistration.sql",
  verb: "Fetch",
  text: `/* FetchRegistration */ SELECT id, email, name, locale
FROM registrations
WHERE id = $1
  AND expires_at > now()`,
  bind: (p) => [p.id],
  pure: true,
  primary: true,
});

/** The attempt that a mail is about to be sent for. */
export async function fetchRegistration(
  db: Db,
  params: FetchRegistrationParams,
): Promise<FetchRegistrationRow | null> {
  return await db.maybe(fetchRegistrationQuery, params);
}

export interface FetchRegistrationByTokenParams {
  readonly tokenHash: Uint8Array;
}

export interface FetchRegistrationByTokenRow {
  id: string;
  email: string;
}

export const fetchRegistrationByTokenQuery = defineQuery<FetchRegistrationByTokenParams, FetchRegistrationByTokenRow>({
  title: "FetchRegistrationByToken",
  file: "sql/registrations/FetchRegistrationByToken.sql",
  verb: "Fetch",
  text: `/* FetchRegistrationByToken */ SELECT id, email
FROM registrations
WHERE token_hash = $1
  AND expires_at > now()`,
  bind: (p) => [p.tokenHash],
  pure: true,
  primary: true,
});

/** The attempt that a link belongs to. Reading does not use it up. */
export async function fetchRegistrationByToken(
  db: Db,
  params: FetchRegistrationByTokenParams,
): Promise<FetchRegistrationByTokenRow | null> {
  return await db.maybe(fetchRegistrationByTokenQuery, params);
}

export interface InsertRegistrationParams {
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  /** PHC string (argon2id); becomes the account's when the link is used. */
  readonly passwordHash: string;
  readonly lifetimeSeconds: number;
}

export interface InsertRegistrationRow {
  id: string;
}

export const insertRegistrationQuery = defineQuery<InsertRegistrationParams, InsertRegistrationRow>({
  title: "InsertRegistration",
  file: "sql/registrations/InsertRegistration.sql",
  verb: "Insert",
  text: `/* InsertRegistration */ INSERT INTO registrations (email, name, locale, password_hash, expires_at)
VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
RETURNING id`,
  bind: (p) => [p.email, p.name, p.locale, p.passwordHash, encode.number(p.lifetimeSeconds)],
  pure: false,
});

/**
 * An attempt to register. Never fails because of what there is: whoever asks must not learn whether the address has an account.
 */
export async function insertRegistration(
  db: Db,
  params: InsertRegistrationParams,
): Promise<InsertRegistrationRow> {
  return await db.one(insertRegistrationQuery, params);
}

export interface ModifyRegistrationTokenParams {
  /** SHA-256 of the token in the mailed link; NULL: no mail yet. */
  readonly tokenHash: Uint8Array;
  readonly id: string;
}

export const modifyRegistrationTokenQuery = defineQuery<ModifyRegistrationTokenParams, never>({
  title: "ModifyRegistrationToken",
  file: "sql/registrations/ModifyRegistrationToken.sql",
  verb: "Modify",
  text: `/* ModifyRegistrationToken */ UPDATE registrations
SET token_hash = $1
WHERE id = $2`,
  bind: (p) => [p.tokenHash, p.id],
  pure: false,
});

/**
 * The token of the link that is mailed now; a link that was mailed for the same attempt before is worth nothing from now on.
 */
export async function modifyRegistrationToken(
  db: Db,
  params: ModifyRegistrationTokenParams,
): Promise<number> {
  return await db.count(modifyRegistrationTokenQuery, params);
}
