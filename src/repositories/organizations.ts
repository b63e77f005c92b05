// Generated from sql/organizations/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode, type Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyDeletedOrganizationsParams {
  readonly days: number;
}

export interface DestroyDeletedOrganizationsRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
}

export const destroyDeletedOrganizationsQuery = defineQuery<DestroyDeletedOrganizationsParams, DestroyDeletedOrganizationsRow>({
  title: "DestroyDeletedOrganizations",
  file: "sql/organizations/DestroyDeletedOrganizations.sql",
  verb: "Destroy",
  text: `/* DestroyDeletedOrganizations */ DELETE FROM organizations
WHERE deleted_at < now() - make_interval(days => $1)
RETURNING id, slug`,
  bind: (p) => [encode.number(p.days)],
  pure: false,
});

/**
 * Purges for good, with members, roles, invitations and audit trail, what was deleted more than `days` ago.
 */
export async function destroyDeletedOrganizations(
  db: Db,
  params: DestroyDeletedOrganizationsParams,
): Promise<DestroyDeletedOrganizationsRow[]> {
  return await db.many(destroyDeletedOrganizationsQuery, params);
}

export interface FetchFreeOrganizationSlugParams {
  readonly slug: string;
}

export interface FetchFreeOrganizationSlugRow {
  slug: string;
}

export const fetchFreeOrganizationSlugQuery = defineQuery<FetchFreeOrganizationSlugParams, FetchFreeOrganizationSlugRow>({
  title: "FetchFreeOrganizationSlug",
  file: "sql/organizations/FetchFreeOrganizationSlug.sql",
  verb: "Fetch",
  text: `/* FetchFreeOrganizationSlug */ SELECT candidates.slug AS "slug"
FROM (
  SELECT $1::text || CASE WHEN number = 1 THEN '' ELSE '-' || number END AS slug, number
  FROM generate_series(1, 50) AS number
) AS candidates
WHERE NOT EXISTS (
  SELECT FROM organizations
  WHERE organizations.slug = candidates.slug
    AND organizations.deleted_at IS NULL
)
ORDER BY candidates.number
LIMIT 1`,
  bind: (p) => [p.slug],
  pure: true,
});

/**
 * The wished slug, or the first of slug-2 … slug-50 that is free. A suggestion: organizations_slug_key decides. No row: all are taken.
 */
export async function fetchFreeOrganizationSlug(
  db: Db,
  params: FetchFreeOrganizationSlugParams,
): Promise<FetchFreeOrganizationSlugRow | null> {
  return await db.maybe(fetchFreeOrganizationSlugQuery, params);
}

export interface FetchOrganizationByIdParams {
  readonly id: string;
}

export interface FetchOrganizationByIdRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  /** Choices of the organization; a JSON object. */
  settings: Json;
  created_at: Date;
  updated_at: Date;
}

export const fetchOrganizationByIdQuery = defineQuery<FetchOrganizationByIdParams, FetchOrganizationByIdRow>({
  title: "FetchOrganizationById",
  file: "sql/organizations/FetchOrganizationById.sql",
  verb: "Fetch",
  text: `/* FetchOrganizationById */ SELECT id, slug, name, settings, created_at, updated_at
FROM organizations
WHERE id = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.id],
  decode: { created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: true,
});

/** A living organization. */
export async function fetchOrganizationById(
  db: Db,
  params: FetchOrganizationByIdParams,
): Promise<FetchOrganizationByIdRow | null> {
  return await db.maybe(fetchOrganizationByIdQuery, params);
}

export interface FetchOrganizationBySlugParams {
  readonly slug: string;
}

export interface FetchOrganizationBySlugRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  /** Choices of the organization; a JSON object. */
  settings: Json;
  created_at: Date;
  updated_at: Date;
}

export const fetchOrganizationBySlugQuery = defineQuery<FetchOrganizationBySlugParams, FetchOrganizationBySlugRow>({
  title: "FetchOrganizationBySlug",
  file: "sql/organizations/FetchOrganizationBySlug.sql",
  verb: "Fetch",
  text: `/* FetchOrganizationBySlug */ SELECT id, slug, name, settings, created_at, updated_at
FROM organizations
WHERE slug = $1
  AND deleted_at IS NULL`,
  bind: (p) => [p.slug],
  decode: { created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: true,
});

/** The organization at this place in URLs. */
export async function fetchOrganizationBySlug(
  db: Db,
  params: FetchOrganizationBySlugParams,
): Promise<FetchOrganizationBySlugRow | null> {
  return await db.maybe(fetchOrganizationBySlugQuery, params);
}

export interface FetchOrganizationForUpdateParams {
  readonly id: string;
}

export interface FetchOrganizationForUpdateRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
}

export const fetchOrganizationForUpdateQuery = defineQuery<FetchOrganizationForUpdateParams, FetchOrganizationForUpdateRow>({
  title: "FetchOrganizationForUpdate",
  file: "sql/organizations/FetchOrganizationForUpdate.sql",
  verb: "Fetch",
  text: `/* FetchOrganizationForUpdate */ SELECT id, slug, name
FROM organizations
WHERE id = $1
  AND deleted_at IS NULL
FOR NO KEY UPDATE`,
  bind: (p) => [p.id],
  pure: false,
});

/** The organization, locked until the transaction ends: changes to who owns it happen one after the other. */
export async function fetchOrganizationForUpdate(
  db: Db,
  params: FetchOrganizationForUpdateParams,
): Promise<FetchOrganizationForUpdateRow | null> {
  return await db.maybe(fetchOrganizationForUpdateQuery, params);
}

export interface FetchOrganizationOverviewParams {
  readonly id: string;
}

export interface FetchOrganizationOverviewRow {
  id: string;
  name: string;
  member_count: string;
  custom_role_count: string;
  open_invitation_count: string;
  last_used_at: Date | null;
}

export const fetchOrganizationOverviewQuery = defineQuery<FetchOrganizationOverviewParams, FetchOrganizationOverviewRow>({
  title: "FetchOrganizationOverview",
  file: "sql/organizations/FetchOrganizationOverview.sql",
  verb: "Fetch",
  text: `/* FetchOrganizationOverview */ SELECT
  organizations.id,
  organizations.name,
  (SELECT count(*) FROM memberships WHERE memberships.organization_id = organizations.id) AS "member_count",
  (SELECT count(*) FROM roles WHERE roles.organization_id = organizations.id) AS "custom_role_count",
  (
    SELECT count(*)
    FROM invitations
    WHERE invitations.organization_id = organizations.id
      AND invitations.accepted_at IS NULL
      AND invitations.revoked_at IS NULL
      AND invitations.expires_at > now()
  ) AS "open_invitation_count",
  (
    SELECT max(sessions.last_used_at)
    FROM sessions
    WHERE sessions.organization_id = organizations.id
  ) AS last_used_at
FROM organizations
WHERE organizations.id = $1
  AND organizations.deleted_at IS NULL`,
  bind: (p) => [p.id],
  decode: { last_used_at: decode.timestamp },
  pure: true,
});

/**
 * The numbers on an organization's front page. Every count is its own subquery: joining the three tables would multiply them.
 */
export async function fetchOrganizationOverview(
  db: Db,
  params: FetchOrganizationOverviewParams,
): Promise<FetchOrganizationOverviewRow | null> {
  return await db.maybe(fetchOrganizationOverviewQuery, params);
}

export interface FetchOrganizationsParams {
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchOrganizationsRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  created_at: Date;
  member_count: number;
  owner_id: string | null;
  owner_name: string | null;
}

export const fetchOrganizationsQuery = defineQuery<FetchOrganizationsParams, FetchOrganizationsRow>({
  title: "FetchOrganizations",
  file: "sql/organizations/FetchOrganizations.sql",
  verb: "Fetch",
  text: `/* FetchOrganizations */ SELECT
  organizations.id,
  organizations.slug,
  organizations.name,
  organizations.created_at,
  members.member_count,
  owner.user_id AS owner_id,
  owner.name AS owner_name
FROM organizations
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS member_count
  FROM memberships
  WHERE memberships.organization_id = organizations.id
) AS members
LEFT JOIN LATERAL (
  SELECT users.id AS user_id, users.name
  FROM memberships
  JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
  JOIN users ON users.id = memberships.user_id
  WHERE memberships.organization_id = organizations.id
  ORDER BY memberships.id
  LIMIT 1
) AS owner ON true
WHERE organizations.deleted_at IS NULL
  AND ($1::uuid IS NULL OR organizations.id > $1::uuid)
ORDER BY organizations.id
LIMIT $2`,
  bind: (p) => [p.after, encode.number(p.limit)],
  decode: { created_at: decode.timestamp },
  pure: true,
});

/**
 * A page of living organizations in the order in which they were made, behind the id of the last one seen: UUIDv7 grow
 * with time. With the owner who joined first, if any is left.
 */
export async function fetchOrganizations(
  db: Db,
  params: FetchOrganizationsParams,
): Promise<FetchOrganizationsRow[]> {
  return await db.many(fetchOrganizationsQuery, params);
}

export interface FetchOrganizationsByUserParams {
  readonly userId: string;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchOrganizationsByUserRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  role: string;
  joined_at: Date;
  member_count: number;
}

export const fetchOrganizationsByUserQuery = defineQuery<FetchOrganizationsByUserParams, FetchOrganizationsByUserRow>({
  title: "FetchOrganizationsByUser",
  file: "sql/organizations/FetchOrganizationsByUser.sql",
  verb: "Fetch",
  text: `/* FetchOrganizationsByUser */ SELECT
  organizations.id,
  organizations.slug,
  organizations.name,
  roles.name AS role,
  memberships.created_at AS joined_at,
  (SELECT count(*)::integer FROM memberships AS others WHERE others.organization_id = organizations.id) AS "member_count"
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.user_id = $1
  AND memberships.status = 'active'
  AND organizations.deleted_at IS NULL
  AND ($2::uuid IS NULL OR organizations.id > $2::uuid)
ORDER BY organizations.id
LIMIT $3`,
  bind: (p) => [p.userId, p.after, encode.number(p.limit)],
  decode: { joined_at: decode.timestamp },
  pure: true,
});

/**
 * A page of the organizations in which a person is an active member, with the role there and how many people share it,
 * in the order in which they were made, behind the id of the last one seen.
 */
export async function fetchOrganizationsByUser(
  db: Db,
  params: FetchOrganizationsByUserParams,
): Promise<FetchOrganizationsByUserRow[]> {
  return await db.many(fetchOrganizationsByUserQuery, params);
}

export interface FetchOwnedOrganizationsForUpdateParams {
  readonly userId: string;
}

export interface FetchOwnedOrganizationsForUpdateRow {
  id: string;
}

export const fetchOwnedOrganizationsForUpdateQuery = defineQuery<FetchOwnedOrganizationsForUpdateParams, FetchOwnedOrganizationsForUpdateRow>({
  title: "FetchOwnedOrganizationsForUpdate",
  file: "sql/organizations/FetchOwnedOrganizationsForUpdate.sql",
  verb: "Fetch",
  text: `/* FetchOwnedOrganizationsForUpdate */ SELECT organizations.id
FROM organizations
WHERE organizations.deleted_at IS NULL
  AND EXISTS (
    SELECT FROM memberships
    JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
    WHERE memberships.organization_id = organizations.id
      AND memberships.user_id = $1
  )
ORDER BY organizations.id
FOR UPDATE`,
  bind: (p) => [p.userId],
  pure: false,
});

/**
 * The organizations that a person owns, locked, before FetchSoleOwnerships: two owners who delete their accounts at once do so one
 * after the other.
 */
export async function fetchOwnedOrganizationsForUpdate(
  db: Db,
  params: FetchOwnedOrganizationsForUpdateParams,
): Promise<FetchOwnedOrganizationsForUpdateRow[]> {
  return await db.many(fetchOwnedOrganizationsForUpdateQuery, params);
}

export interface InsertOrganizationParams {
  /** The name in URLs: lower case letters, digits and single hyphens. */
  readonly slug: string;
  readonly name: string;
  readonly ownerId: string;
}

export interface InsertOrganizationRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  created_at: Date;
  membership_id: string;
}

export const insertOrganizationQuery = defineQuery<InsertOrganizationParams, InsertOrganizationRow>({
  title: "InsertOrganization",
  file: "sql/organizations/InsertOrganization.sql",
  verb: "Insert",
  text: `/* InsertOrganization */ WITH organization AS (
  INSERT INTO organizations (slug, name)
  VALUES ($1, $2)
  RETURNING id, slug, name, created_at
), ownership AS (
  INSERT INTO memberships (organization_id, user_id, role_id)
  SELECT organization.id, $3, roles.id
  FROM organization
  CROSS JOIN roles
  WHERE roles.organization_id IS NULL
    AND roles.name = 'owner'
  RETURNING id
)
SELECT organization.id, organization.slug, organization.name, organization.created_at, ownership.id AS membership_id
FROM organization
CROSS JOIN ownership`,
  bind: (p) => [p.slug, p.name, p.ownerId],
  decode: { created_at: decode.timestamp },
  pure: false,
});

/**
 * A new organization together with its owner, in one statement: there is no instant at which it has none.
 * organizations_slug_key: the slug is taken.
 */
export async function insertOrganization(
  db: Db,
  params: InsertOrganizationParams,
): Promise<InsertOrganizationRow> {
  return await db.one(insertOrganizationQuery, params);
}

export interface ModifyOrganizationParams {
  readonly name?: string | null | undefined;
  readonly slug?: string | null | undefined;
  readonly id: string;
}

export interface ModifyOrganizationRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
  updated_at: Date;
}

export const modifyOrganizationQuery = defineQuery<ModifyOrganizationParams, ModifyOrganizationRow>({
  title: "ModifyOrganization",
  file: "sql/organizations/ModifyOrganization.sql",
  verb: "Modify",
  text: `/* ModifyOrganization */ UPDATE organizations
SET name = coalesce($1, name),
  slug = coalesce($2, slug)
WHERE id = $3
  AND deleted_at IS NULL
RETURNING id, slug, name, updated_at`,
  bind: (p) => [p.name, p.slug, p.id],
  decode: { updated_at: decode.timestamp },
  pure: false,
});

/**
 * Renames, moves to another slug, or both; what is not given stays. organizations_slug_key: the slug is taken.
 */
export async function modifyOrganization(
  db: Db,
  params: ModifyOrganizationParams,
): Promise<ModifyOrganizationRow | null> {
  return await db.maybe(modifyOrganizationQuery, params);
}

export interface ModifyOrganizationAsDeletedParams {
  readonly id: string;
}

export interface ModifyOrganizationAsDeletedRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  /** NULL: the organization lives. */
  deleted_at: Date;
}

export const modifyOrganizationAsDeletedQuery = defineQuery<ModifyOrganizationAsDeletedParams, ModifyOrganizationAsDeletedRow>({
  title: "ModifyOrganizationAsDeleted",
  file: "sql/organizations/ModifyOrganizationAsDeleted.sql",
  verb: "Modify",
  text: `/* ModifyOrganizationAsDeleted */ UPDATE organizations
SET deleted_at = now()
WHERE id = $1
  AND deleted_at IS NULL
RETURNING id, slug, deleted_at AS "deleted_at"`,
  bind: (p) => [p.id],
  decode: { deleted_at: decode.timestamp },
  pure: false,
});

/** Deletes softly: the slug is free again; memberships stay until the purge, so that it can be undone. */
export async function modifyOrganizationAsDeleted(
  db: Db,
  params: ModifyOrganizationAsDeletedParams,
): Promise<ModifyOrganizationAsDeletedRow | null> {
  return await db.maybe(modifyOrganizationAsDeletedQuery, params);
}

export interface ModifyOrganizationSettingsParams {
  readonly changes: Json;
  readonly id: string;
}

export interface ModifyOrganizationSettingsRow {
  /** Choices of the organization; a JSON object. */
  settings: Json;
}

export const modifyOrganizationSettingsQuery = defineQuery<ModifyOrganizationSettingsParams, ModifyOrganizationSettingsRow>({
  title: "ModifyOrganizationSettings",
  file: "sql/organizations/ModifyOrganizationSettings.sql",
  verb: "Modify",
  text: `/* ModifyOrganizationSettings */ UPDATE organizations
SET settings = jsonb_strip_nulls(settings || $1::jsonb)
WHERE id = $2
  AND deleted_at IS NULL
RETURNING settings`,
  bind: (p) => [encode.json(p.changes), p.id],
  pure: false,
});

/** Merges the given keys into the settings; null removes a key. */
export async function modifyOrganizationSettings(
  db: Db,
  params: ModifyOrganizationSettingsParams,
): Promise<ModifyOrganizationSettingsRow | null> {
  return await db.maybe(modifyOrganizationSettingsQuery, params);
}
