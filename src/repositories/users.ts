// Generated from sql/users/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type UserStatus = "active" | "suspended";

export interface DestroyDeletedUsersParams {
  readonly days: number;
  readonly limit: string | number | bigint;
}

export const destroyDeletedUsersQuery = defineQuery<DestroyDeletedUsersParams, never>({
  title: "DestroyDeletedUsers",
  file: "sql/users/DestroyDeletedUsers.sql",
  verb: "Destroy",
  text: `/* DestroyDeletedUsers */ DELETE FROM users
WHERE id IN (
  SELECT id
  FROM users
  WHERE deleted_at < now() - make_interval(days => $1)
  ORDER BY deleted_at
  LIMIT $2
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.days), encode.number(p.limit)],
  pure: false,
});

/**
 * Purges for good what was deleted more than `days` ago, at most `limit` rows at a time so that no lock is held for long.
 */
export async function destroyDeletedUsers(db: Db, params: DestroyDeletedUsersParams): Promise<number> {
  return await db.count(destroyDeletedUsersQuery, params);
}

export interface DestroyUnverifiedUserParams {
  readonly email: string;
}

export const destroyUnverifiedUserQuery = defineQuery<DestroyUnverifiedUserParams, never>({
  title: "DestroyUnverifiedUser",
  file: "sql/users/DestroyUnverifiedUser.sql",
  verb: "Destroy",
  text: `/* DestroyUnverifiedUser */ DELETE FROM users
WHERE email = $1
  AND email_verified_at IS NULL
  AND deleted_at IS NULL
  AND NOT EXISTS (
    SELECT FROM memberships
    WHERE memberships.user_id = users.id
  )`,
  bind: (p) => [p.email],
  pure: false,
});

/**
 * Makes way for whoever has proven this address: somebody registered it, and never proved it. Such an account has done nothing yet.
 */
export async function destroyUnverifiedUser(db: Db, params: DestroyUnverifiedUserParams): Promise<number> {
  return await db.count(destroyUnverifiedUserQuery, params);
}

export interface DestroyUnverifiedUsersParams {
  readonly days: number;
  readonly limit: string | number | bigint;
}

export const destroyUnverifiedUsersQuery = defineQuery<DestroyUnverifiedUsersParams, never>({
  title: "DestroyUnverifiedUsers",
  file: "sql/users/DestroyUnverifiedUsers.sql",
  verb: "Destroy",
  text: `/* DestroyUnverifiedUsers */ DELETE FROM users
WHERE id IN (
  SELECT users.id
  FROM users
  WHERE users.email_verified_at IS NULL
    AND users.deleted_at IS NULL
    AND users.created_at < now() - make_interval(days => $1)
    AND NOT EXISTS (
      SELECT FROM memberships
      WHERE memberships.user_id = users.id
    )
    AND NOT EXISTS (
      SELECT FROM identities
      WHERE identities.user_id = users.id
    )
  LIMIT $2
  FOR UPDATE SKIP LOCKED
)`,
  bind: (p) => [encode.number(p.days), encode.number(p.limit)],
  pure: false,
});

/**
 * Forgets accounts whose address nobody has proven in `days`, at most `limit` at a time so that no lock is held for long.
 */
export async function destroyUnverifiedUsers(db: Db, params: DestroyUnverifiedUsersParams): Promise<number> {
  return await db.count(destroyUnverifiedUsersQuery, params);
}

export interface FetchUserByEmailParams {
  readonly email: string;
}

export interface FetchUserByEmailRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** Runs this installation: holds every operators' permission. Given by the CLI only. */
  operator: boolean;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
  created_at: Date;
}

export const fetchUserByEmailQuery = defineQuery<FetchUserByEmailParams, FetchUserByEmailRow>({
  title: "FetchUserByEmail",
  file: "sql/users/FetchUserByEmail.sql",
  verb: "Fetch",
  text: `/* FetchUserByEmail */ SELECT id, email, name, status, operator, locale, email_verified_at, created_at
FROM users
WHERE email = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.email],
  decode: { email_verified_at: decode.timestamp, created_at: decode.timestamp },
  pure: true,
  primary: true,
});

/** The account that signs in with this address, unless it was deleted. citext: any case. */
export async function fetchUserByEmail(
  db: Db,
  params: FetchUserByEmailParams,
): Promise<FetchUserByEmailRow | null> {
  return await db.maybe(fetchUserByEmailQuery, params);
}

export interface FetchUserByIdParams {
  readonly id: string;
}

export interface FetchUserByIdRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
  /** What the front end remembers for this person; a JSON object. */
  preferences: Json;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export const fetchUserByIdQuery = defineQuery<FetchUserByIdParams, FetchUserByIdRow>({
  title: "FetchUserById",
  file: "sql/users/FetchUserById.sql",
  verb: "Fetch",
  text: `/* FetchUserById */ SELECT id, email, name, status, locale, preferences, email_verified_at, created_at, updated_at
FROM users
WHERE id = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.id],
  decode: { email_verified_at: decode.timestamp, created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: true,
});

/** A living account. */
export async function fetchUserById(db: Db, params: FetchUserByIdParams): Promise<FetchUserByIdRow | null> {
  return await db.maybe(fetchUserByIdQuery, params);
}

export interface FetchUserCountsByStatusRow {
  active: string;
  suspended: string;
  unverified: string;
  newest_at: Date | null;
}

export const fetchUserCountsByStatusQuery = defineQuery<Record<string, never>, FetchUserCountsByStatusRow>({
  title: "FetchUserCountsByStatus",
  file: "sql/users/FetchUserCountsByStatus.sql",
  verb: "Fetch",
  text: `/* FetchUserCountsByStatus */ SELECT
  count(*) FILTER (WHERE status = 'active') AS active,
  count(*) FILTER (WHERE status = 'suspended') AS suspended,
  count(*) FILTER (WHERE email_verified_at IS NULL) AS unverified,
  max(created_at) AS newest_at
FROM users
WHERE deleted_at IS NULL`,
  bind: () => [],
  decode: { newest_at: decode.timestamp },
  pure: true,
});

/** How many accounts there are, for the operator's overview; one row even when there are none. */
export async function fetchUserCountsByStatus(db: Db): Promise<FetchUserCountsByStatusRow> {
  return await db.one(fetchUserCountsByStatusQuery, {});
}

export interface FetchUserCredentialsByEmailParams {
  readonly email: string;
}

export interface FetchUserCredentialsByEmailRow {
  id: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  password_hash: string | null;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
}

export const fetchUserCredentialsByEmailQuery = defineQuery<FetchUserCredentialsByEmailParams, FetchUserCredentialsByEmailRow>({
  title: "FetchUserCredentialsByEmail",
  file: "sql/users/FetchUserCredentialsByEmail.sql",
  verb: "Fetch",
  text: `/* FetchUserCredentialsByEmail */ SELECT id, status, password_hash, email_verified_at
FROM users
WHERE email = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.email],
  decode: { email_verified_at: decode.timestamp },
  pure: true,
  primary: true,
});

/**
 * What a sign-in by password compares. The hash leaves the database here, in FetchUserCredentialsById and in FetchUserForUpdate.
 */
export async function fetchUserCredentialsByEmail(
  db: Db,
  params: FetchUserCredentialsByEmailParams,
): Promise<FetchUserCredentialsByEmailRow | null> {
  return await db.maybe(fetchUserCredentialsByEmailQuery, params);
}

export interface FetchUserCredentialsByIdParams {
  readonly id: string;
}

export interface FetchUserCredentialsByIdRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  password_hash: string | null;
}

export const fetchUserCredentialsByIdQuery = defineQuery<FetchUserCredentialsByIdParams, FetchUserCredentialsByIdRow>({
  title: "FetchUserCredentialsById",
  file: "sql/users/FetchUserCredentialsById.sql",
  verb: "Fetch",
  text: `/* FetchUserCredentialsById */ SELECT id, email, name, password_hash
FROM users
WHERE id = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.id],
  pure: true,
  primary: true,
});

/** What somebody who is signed in confirms with the password. */
export async function fetchUserCredentialsById(
  db: Db,
  params: FetchUserCredentialsByIdParams,
): Promise<FetchUserCredentialsByIdRow | null> {
  return await db.maybe(fetchUserCredentialsByIdQuery, params);
}

export interface FetchUserForShareParams {
  readonly id: string;
}

export interface FetchUserForShareRow {
  id: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
}

export const fetchUserForShareQuery = defineQuery<FetchUserForShareParams, FetchUserForShareRow>({
  title: "FetchUserForShare",
  file: "sql/users/FetchUserForShare.sql",
  verb: "Fetch",
  text: `/* FetchUserForShare */ SELECT id, status
FROM users
WHERE id = $1
  AND deleted_at IS NULL
FOR SHARE`,
  bind: (p) => [p.id],
  pure: false,
});

/**
 * The account with its rights held still until the transaction ends: taken before a session's snapshot is renewed.
 */
export async function fetchUserForShare(
  db: Db,
  params: FetchUserForShareParams,
): Promise<FetchUserForShareRow | null> {
  return await db.maybe(fetchUserForShareQuery, params);
}

export interface FetchUserForUpdateParams {
  readonly id: string;
}

export interface FetchUserForUpdateRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  password_hash: string | null;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
}

export const fetchUserForUpdateQuery = defineQuery<FetchUserForUpdateParams, FetchUserForUpdateRow>({
  title: "FetchUserForUpdate",
  file: "sql/users/FetchUserForUpdate.sql",
  verb: "Fetch",
  text: `/* FetchUserForUpdate */ SELECT id, email, status, password_hash, email_verified_at
FROM users
WHERE id = $1
  AND deleted_at IS NULL
FOR UPDATE`,
  bind: (p) => [p.id],
  decode: { email_verified_at: decode.timestamp },
  pure: false,
});

/**
 * The same account, locked until the transaction ends: two changes that depend on its state happen one after the other.
 */
export async function fetchUserForUpdate(
  db: Db,
  params: FetchUserForUpdateParams,
): Promise<FetchUserForUpdateRow | null> {
  return await db.maybe(fetchUserForUpdateQuery, params);
}

export interface FetchUserProfileParams {
  readonly id: string;
}

export interface FetchUserProfileRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
  /** What the front end remembers for this person; a JSON object. */
  preferences: Json;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
  created_at: Date;
  has_password: boolean;
  providers: (string | null)[];
  organizations: Json;
}

export const fetchUserProfileQuery = defineQuery<FetchUserProfileParams, FetchUserProfileRow>({
  title: "FetchUserProfile",
  file: "sql/users/FetchUserProfile.sql",
  verb: "Fetch",
  text: `/* FetchUserProfile */ SELECT
  users.id,
  users.email,
  users.name,
  users.locale,
  users.preferences,
  users.email_verified_at,
  users.created_at,
  users.password_hash IS NOT NULL AS "has_password",
  coalesce(ways.providers, '{}') AS "providers",
  coalesce(places.organizations, '[]') AS "organizations"
FROM users
LEFT JOIN LATERAL (
  SELECT array_agg(identities.provider ORDER BY identities.provider) AS providers
  FROM identities
  WHERE identities.user_id = users.id
) AS ways ON true
LEFT JOIN LATERAL (
  SELECT jsonb_agg(
    jsonb_build_object('id', organizations.id, 'slug', organizations.slug, 'name', organizations.name, 'role', roles.name)
    ORDER BY organizations.name, organizations.id
  ) AS organizations
  FROM memberships
  JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
  JOIN roles ON roles.id = memberships.role_id
  WHERE memberships.user_id = users.id
    AND memberships.status = 'active'
) AS places ON true
WHERE users.id = $1
  AND users.deleted_at IS NULL`,
  bind: (p) => [p.id],
  decode: { email_verified_at: decode.timestamp, created_at: decode.timestamp, providers: decode.array() },
  pure: true,
});

/**
 * Everything that a person sees of the own account, in one round trip: the ways to sign in, and the organizations with the role
 * in each.
 */
export async function fetchUserProfile(
  db: Db,
  params: FetchUserProfileParams,
): Promise<FetchUserProfileRow | null> {
  return await db.maybe(fetchUserProfileQuery, params);
}

export interface FetchUsersParams {
  readonly status?: UserStatus | null | undefined;
  readonly search?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchUsersRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
  created_at: Date;
}

export const fetchUsersQuery = defineQuery<FetchUsersParams, FetchUsersRow>({
  title: "FetchUsers",
  file: "sql/users/FetchUsers.sql",
  verb: "Fetch",
  text: `/* FetchUsers */ SELECT id, email, name, status, email_verified_at, created_at
FROM users
WHERE deleted_at IS NULL
  AND ($1::user_status IS NULL OR status = $1::user_status)
  AND ($2::text IS NULL OR strpos(lower(name || ' ' || email), lower($2::text)) > 0)
  AND ($3::uuid IS NULL OR id < $3::uuid)
ORDER BY id DESC
LIMIT $4`,
  bind: (p) => [p.status, p.search, p.after, encode.number(p.limit)],
  decode: { email_verified_at: decode.timestamp, created_at: decode.timestamp },
  pure: true,
});

/**
 * A page of living accounts, newest first, behind the id of the last one seen. `search` is a part of the name or the address.
 */
export async function fetchUsers(db: Db, params: FetchUsersParams): Promise<FetchUsersRow[]> {
  return await db.many(fetchUsersQuery, params);
}

export interface FetchUsersByIdsParams {
  readonly ids: readonly (string | null)[];
}

export interface FetchUsersByIdsRow {
  id: string;
  name: string;
  /** The login address, compared without regard to case. */
  email: string;
  is_deleted: boolean;
}

export const fetchUsersByIdsQuery = defineQuery<FetchUsersByIdsParams, FetchUsersByIdsRow>({
  title: "FetchUsersByIds",
  file: "sql/users/FetchUsersByIds.sql",
  verb: "Fetch",
  text: `/* FetchUsersByIds */ SELECT id, name, email, deleted_at IS NOT NULL AS "is_deleted"
FROM users
WHERE id = ANY($1::uuid[])`,
  bind: (p) => [encode.array(p.ids)],
  pure: true,
});

/**
 * Names for a list of ids, deleted accounts included, because history goes on naming them. Unknown ids are missing; no order.
 */
export async function fetchUsersByIds(db: Db, params: FetchUsersByIdsParams): Promise<FetchUsersByIdsRow[]> {
  return await db.many(fetchUsersByIdsQuery, params);
}

export interface InsertUnverifiedUserParams {
  /** The login address, compared without regard to case. */
  readonly email: string;
  readonly name: string;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  readonly locale: string;
}

export const insertUnverifiedUserQuery = defineQuery<InsertUnverifiedUserParams, never>({
  title: "InsertUnverifiedUser",
  file: "sql/users/InsertUnverifiedUser.sql",
  verb: "Insert",
  text: `/* InsertUnverifiedUser */ INSERT INTO users (email, name, locale)
VALUES ($1, $2, $3)
ON CONFLICT (email) WHERE deleted_at IS NULL DO NOTHING`,
  bind: (p) => [p.email, p.name, p.locale],
  pure: false,
});

/**
 * An account for an address that somebody registers; it can do nothing until the address is proven. Counts 0 when there is one.
 */
export async function insertUnverifiedUser(db: Db, params: InsertUnverifiedUserParams): Promise<number> {
  return await db.count(insertUnverifiedUserQuery, params);
}

export interface InsertUserParams {
  /** The login address, compared without regard to case. */
  readonly email: string;
  readonly name: string;
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  readonly passwordHash?: string | null | undefined;
  readonly locale?: string | null | undefined;
  /** When the owner proved to read this address; NULL: not yet. */
  readonly emailVerifiedAt?: Date | string | null | undefined;
}

export interface InsertUserRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** A suspended account can neither sign in nor go on with a session. */
  status: UserStatus;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date | null;
  created_at: Date;
}

export const insertUserQuery = defineQuery<InsertUserParams, InsertUserRow>({
  title: "InsertUser",
  file: "sql/users/InsertUser.sql",
  verb: "Insert",
  text: `/* InsertUser */ INSERT INTO users (email, name, password_hash, locale, email_verified_at)
VALUES ($1, $2, $3, coalesce($4, 'en'), $5)
RETURNING id, email, name, status, locale, email_verified_at, created_at`,
  bind: (p) => [p.email, p.name, p.passwordHash, p.locale, encode.timestamp(p.emailVerifiedAt)],
  decode: { email_verified_at: decode.timestamp, created_at: decode.timestamp },
  pure: false,
});

/**
 * A new account. users_email_key: the address is taken. Without a hash the account signs in by link or provider.
 */
export async function insertUser(db: Db, params: InsertUserParams): Promise<InsertUserRow> {
  return await db.one(insertUserQuery, params);
}

export interface ModifyUserAsDeletedParams {
  readonly id: string;
}

export interface ModifyUserAsDeletedRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  /** NULL: the account lives. */
  deleted_at: Date;
}

export const modifyUserAsDeletedQuery = defineQuery<ModifyUserAsDeletedParams, ModifyUserAsDeletedRow>({
  title: "ModifyUserAsDeleted",
  file: "sql/users/ModifyUserAsDeleted.sql",
  verb: "Modify",
  text: `/* ModifyUserAsDeleted */ UPDATE users
SET deleted_at = now(),
  password_hash = NULL
WHERE id = $1
  AND deleted_at IS NULL
RETURNING id, email, deleted_at AS "deleted_at"`,
  bind: (p) => [p.id],
  decode: { deleted_at: decode.timestamp },
  pure: false,
});

/** Deletes softly: the address is free again, the password is gone, the name stays for the history. */
export async function modifyUserAsDeleted(
  db: Db,
  params: ModifyUserAsDeletedParams,
): Promise<ModifyUserAsDeletedRow | null> {
  return await db.maybe(modifyUserAsDeletedQuery, params);
}

export interface ModifyUserEmailParams {
  /** The login address, compared without regard to case. */
  readonly email: string;
  readonly id: string;
}

export interface ModifyUserEmailRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  /** When the owner proved to read this address; NULL: not yet. */
  email_verified_at: Date;
}

export const modifyUserEmailQuery = defineQuery<ModifyUserEmailParams, ModifyUserEmailRow>({
  title: "ModifyUserEmail",
  file: "sql/users/ModifyUserEmail.sql",
  verb: "Modify",
  text: `/* ModifyUserEmail */ UPDATE users
SET email = $1,
  email_verified_at = now()
WHERE id = $2
  AND deleted_at IS NULL
RETURNING id, email, email_verified_at AS "email_verified_at"`,
  bind: (p) => [p.email, p.id],
  decode: { email_verified_at: decode.timestamp },
  pure: false,
});

/**
 * The new address was proven by its link, so it counts as verified. users_email_key: somebody else has it by now.
 */
export async function modifyUserEmail(
  db: Db,
  params: ModifyUserEmailParams,
): Promise<ModifyUserEmailRow | null> {
  return await db.maybe(modifyUserEmailQuery, params);
}

export interface ModifyUserEmailVerifiedParams {
  readonly id: string;
}

export const modifyUserEmailVerifiedQuery = defineQuery<ModifyUserEmailVerifiedParams, never>({
  title: "ModifyUserEmailVerified",
  file: "sql/users/ModifyUserEmailVerified.sql",
  verb: "Modify",
  text: `/* ModifyUserEmailVerified */ UPDATE users
SET email_verified_at = now(),
  password_hash = NULL
WHERE id = $1
  AND email_verified_at IS NULL
  AND deleted_at IS NULL`,
  bind: (p) => [p.id],
  pure: false,
});

/**
 * The first proof that the owner reads this address, by another way than the registration's own link. Whatever password there was
 * may be somebody else's who got here before: it is void. Counts 0 when the address was proven before.
 */
export async function modifyUserEmailVerified(
  db: Db,
  params: ModifyUserEmailVerifiedParams,
): Promise<number> {
  return await db.count(modifyUserEmailVerifiedQuery, params);
}

export interface ModifyUserOperatorParams {
  /** Runs this installation: holds every operators' permission. Given by the CLI only. */
  readonly operator: boolean;
  readonly id: string;
}

export const modifyUserOperatorQuery = defineQuery<ModifyUserOperatorParams, never>({
  title: "ModifyUserOperator",
  file: "sql/users/ModifyUserOperator.sql",
  verb: "Modify",
  text: `/* ModifyUserOperator */ UPDATE users
SET operator = $1
WHERE id = $2
  AND operator <> $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.operator, p.id],
  pure: false,
});

/** Makes somebody an operator of the installation, or no longer one. Counts 0 when nothing changes. */
export async function modifyUserOperator(db: Db, params: ModifyUserOperatorParams): Promise<number> {
  return await db.count(modifyUserOperatorQuery, params);
}

export interface ModifyUserPasswordParams {
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  readonly passwordHash: string;
  readonly id: string;
}

export const modifyUserPasswordQuery = defineQuery<ModifyUserPasswordParams, never>({
  title: "ModifyUserPassword",
  file: "sql/users/ModifyUserPassword.sql",
  verb: "Modify",
  text: `/* ModifyUserPassword */ UPDATE users
SET password_hash = $1
WHERE id = $2
  AND deleted_at IS NULL`,
  bind: (p) => [p.passwordHash, p.id],
  pure: false,
});

/** A password set on purpose: by its owner or through a reset. */
export async function modifyUserPassword(db: Db, params: ModifyUserPasswordParams): Promise<number> {
  return await db.count(modifyUserPasswordQuery, params);
}

export interface ModifyUserPasswordHashParams {
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  readonly newHash: string;
  readonly id: string;
  readonly oldHash: string;
}

export const modifyUserPasswordHashQuery = defineQuery<ModifyUserPasswordHashParams, never>({
  title: "ModifyUserPasswordHash",
  file: "sql/users/ModifyUserPasswordHash.sql",
  verb: "Modify",
  text: `/* ModifyUserPasswordHash */ UPDATE users
SET password_hash = $1
WHERE id = $2
  AND password_hash = $3`,
  bind: (p) => [p.newHash, p.id, p.oldHash],
  pure: false,
});

/**
 * The same password under newer hash parameters, after a successful sign-in. Only if nobody changed it meanwhile: a slow
 * sign-in with the old password must not bring it back.
 */
export async function modifyUserPasswordHash(db: Db, params: ModifyUserPasswordHashParams): Promise<number> {
  return await db.count(modifyUserPasswordHashQuery, params);
}

export interface ModifyUserPreferencesParams {
  readonly changes: Json;
  readonly id: string;
}

export interface ModifyUserPreferencesRow {
  /** What the front end remembers for this person; a JSON object. */
  preferences: Json;
}

export const modifyUserPreferencesQuery = defineQuery<ModifyUserPreferencesParams, ModifyUserPreferencesRow>({
  title: "ModifyUserPreferences",
  file: "sql/users/ModifyUserPreferences.sql",
  verb: "Modify",
  text: `/* ModifyUserPreferences */ UPDATE users
SET preferences = jsonb_strip_nulls(preferences || $1::jsonb)
WHERE id = $2
  AND deleted_at IS NULL
RETURNING preferences`,
  bind: (p) => [encode.json(p.changes), p.id],
  pure: false,
});

/**
 * Merges the given keys into the preferences (RFC 7396 at the top level: null removes the key), so that two tabs never
 * overwrite each other's keys.
 */
export async function modifyUserPreferences(
  db: Db,
  params: ModifyUserPreferencesParams,
): Promise<ModifyUserPreferencesRow | null> {
  return await db.maybe(modifyUserPreferencesQuery, params);
}

export interface ModifyUserProfileParams {
  readonly name?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly id: string;
}

export interface ModifyUserProfileRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
  name: string;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  locale: string;
  updated_at: Date;
}

export const modifyUserProfileQuery = defineQuery<ModifyUserProfileParams, ModifyUserProfileRow>({
  title: "ModifyUserProfile",
  file: "sql/users/ModifyUserProfile.sql",
  verb: "Modify",
  text: `/* ModifyUserProfile */ UPDATE users
SET name = coalesce($1, name),
  locale = coalesce($2, locale)
WHERE id = $3
  AND deleted_at IS NULL
RETURNING id, email, name, locale, updated_at`,
  bind: (p) => [p.name, p.locale, p.id],
  decode: { updated_at: decode.timestamp },
  pure: false,
});

/** Changes what is given and leaves the rest. No row: the account is gone. */
export async function modifyUserProfile(
  db: Db,
  params: ModifyUserProfileParams,
): Promise<ModifyUserProfileRow | null> {
  return await db.maybe(modifyUserProfileQuery, params);
}

export interface ModifyUserRegisteredParams {
  readonly name: string;
  /** BCP 47 tag of the language for mails, e.g. "en" or "pt-BR". */
  readonly locale: string;
  /** PHC string (argon2id); NULL when the account signs in by link or provider only. */
  readonly passwordHash?: string | null | undefined;
  readonly id: string;
}

export const modifyUserRegisteredQuery = defineQuery<ModifyUserRegisteredParams, never>({
  title: "ModifyUserRegistered",
  file: "sql/users/ModifyUserRegistered.sql",
  verb: "Modify",
  text: `/* ModifyUserRegistered */ UPDATE users
SET name = $1,
  locale = $2,
  password_hash = $3,
  email_verified_at = now()
WHERE id = $4
  AND email_verified_at IS NULL
  AND deleted_at IS NULL`,
  bind: (p) => [p.name, p.locale, p.passwordHash, p.id],
  pure: false,
});

/**
 * The link of a registration or an invitation was used: the address is proven, and what was typed in with it counts. Without a
 * hash the account signs in by link or provider.
 */
export async function modifyUserRegistered(db: Db, params: ModifyUserRegisteredParams): Promise<number> {
  return await db.count(modifyUserRegisteredQuery, params);
}

export interface ModifyUserSignedInParams {
  readonly id: string;
}

export interface ModifyUserSignedInRow {
  id: string;
  /** The login address, compared without regard to case. */
  email: string;
}

export const modifyUserSignedInQuery = defineQuery<ModifyUserSignedInParams, ModifyUserSignedInRow>({
  title: "ModifyUserSignedIn",
  file: "sql/users/ModifyUserSignedIn.sql",
  verb: "Modify",
  text: `/* ModifyUserSignedIn */ UPDATE users
SET last_signed_in_at = now()
WHERE id = $1
  AND status = 'active'
  AND deleted_at IS NULL
RETURNING id, email`,
  bind: (p) => [p.id],
  pure: false,
});

/**
 * Notes a sign-in, and locks the account: run it before InsertSession in the same transaction, so that no change of the
 * account's rights slips between the snapshot and the session (see the migration invalidate-sessions). No row: may not sign in.
 */
export async function modifyUserSignedIn(
  db: Db,
  params: ModifyUserSignedInParams,
): Promise<ModifyUserSignedInRow | null> {
  return await db.maybe(modifyUserSignedInQuery, params);
}

export interface ModifyUserStatusParams {
  /** A suspended account can neither sign in nor go on with a session. */
  readonly status: UserStatus;
  readonly id: string;
}

export const modifyUserStatusQuery = defineQuery<ModifyUserStatusParams, never>({
  title: "ModifyUserStatus",
  file: "sql/users/ModifyUserStatus.sql",
  verb: "Modify",
  text: `/* ModifyUserStatus */ UPDATE users
SET status = $1
WHERE id = $2
  AND status <> $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.status, p.id],
  pure: false,
});

/**
 * Suspends or reinstates. Counts 0 when the account had this status already, so that nothing is reported twice.
 */
export async function modifyUserStatus(db: Db, params: ModifyUserStatusParams): Promise<number> {
  return await db.count(modifyUserStatusQuery, params);
}
