// Generated from sql/memberships/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export type MembershipStatus = "active" | "suspended";

export type UserStatus = "active" | "suspended";

export interface DestroyMembershipParams {
  readonly organizationId: string;
  readonly userId: string;
}

export const destroyMembershipQuery = defineQuery<DestroyMembershipParams, never>({
  title: "DestroyMembership",
  file: "sql/memberships/DestroyMembership.sql",
  verb: "Destroy",
  text: `/* DestroyMembership */ DELETE FROM memberships
WHERE organization_id = $1
  AND user_id = $2`,
  bind: (p) => [p.organizationId, p.userId],
  pure: false,
});

/** Leaves, or is removed. Sessions in that organization are flagged by the table's trigger. */
export async function destroyMembership(db: Db, params: DestroyMembershipParams): Promise<number> {
  return await db.count(destroyMembershipQuery, params);
}

export interface DestroyMembershipsByUserParams {
  readonly userId: string;
}

export const destroyMembershipsByUserQuery = defineQuery<DestroyMembershipsByUserParams, never>({
  title: "DestroyMembershipsByUser",
  file: "sql/memberships/DestroyMembershipsByUser.sql",
  verb: "Destroy",
  text: `/* DestroyMembershipsByUser */ DELETE FROM memberships
WHERE user_id = $1`,
  bind: (p) => [p.userId],
  pure: false,
});

/** Leaves every organization, when the account is deleted. */
export async function destroyMembershipsByUser(
  db: Db,
  params: DestroyMembershipsByUserParams,
): Promise<number> {
  return await db.count(destroyMembershipsByUserQuery, params);
}

export interface FetchMemberByEmailParams {
  readonly organizationId: string;
  readonly email: string;
}

export interface FetchMemberByEmailRow {
  id: string;
  user_id: string;
  /** A suspended member keeps the place but may do nothing. */
  status: MembershipStatus;
}

export const fetchMemberByEmailQuery = defineQuery<FetchMemberByEmailParams, FetchMemberByEmailRow>({
  title: "FetchMemberByEmail",
  file: "sql/memberships/FetchMemberByEmail.sql",
  verb: "Fetch",
  text: `/* FetchMemberByEmail */ SELECT memberships.id, memberships.user_id, memberships.status
FROM memberships
JOIN users ON users.id = memberships.user_id
WHERE memberships.organization_id = $1
  AND users.email = $2
  AND users.deleted_at IS NULL`,
  bind: (p) => [p.organizationId, p.email],
  pure: true,
});

/** Whether the person with this address belongs to an organization, suspended or not. */
export async function fetchMemberByEmail(
  db: Db,
  params: FetchMemberByEmailParams,
): Promise<FetchMemberByEmailRow | null> {
  return await db.maybe(fetchMemberByEmailQuery, params);
}

export interface FetchMemberCountsByRoleParams {
  readonly organizationId: string;
}

export interface FetchMemberCountsByRoleRow {
  id: string;
  name: string;
  member_count: string;
}

export const fetchMemberCountsByRoleQuery = defineQuery<FetchMemberCountsByRoleParams, FetchMemberCountsByRoleRow>({
  title: "FetchMemberCountsByRole",
  file: "sql/memberships/FetchMemberCountsByRole.sql",
  verb: "Fetch",
  text: `/* FetchMemberCountsByRole */ SELECT roles.id, roles.name, count(memberships.id) AS member_count
FROM roles
LEFT JOIN memberships ON memberships.role_id = roles.id AND memberships.organization_id = $1
WHERE roles.organization_id IS NULL
  OR roles.organization_id = $1
GROUP BY roles.id, roles.name
ORDER BY roles.name`,
  bind: (p) => [p.organizationId],
  pure: true,
});

/** How many members hold each role of an organization, built-in roles without members included. */
export async function fetchMemberCountsByRole(
  db: Db,
  params: FetchMemberCountsByRoleParams,
): Promise<FetchMemberCountsByRoleRow[]> {
  return await db.many(fetchMemberCountsByRoleQuery, params);
}

export interface FetchMembersParams {
  readonly organizationId: string;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchMembersRow {
  id: string;
  user_id: string;
  /** A suspended member keeps the place but may do nothing. */
  status: MembershipStatus;
  created_at: Date;
  name: string;
  /** The login address, compared without regard to case. */
  email: string;
  role_id: string;
  role: string;
}

export const fetchMembersQuery = defineQuery<FetchMembersParams, FetchMembersRow>({
  title: "FetchMembers",
  file: "sql/memberships/FetchMembers.sql",
  verb: "Fetch",
  text: `/* FetchMembers */ SELECT
  memberships.id,
  memberships.user_id,
  memberships.status,
  memberships.created_at,
  users.name,
  users.email,
  roles.id AS role_id,
  roles.name AS role
FROM memberships
JOIN users ON users.id = memberships.user_id AND users.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.organization_id = $1
  AND ($2::uuid IS NULL OR memberships.id > $2::uuid)
ORDER BY memberships.id
LIMIT $3`,
  bind: (p) => [p.organizationId, p.after, encode.number(p.limit)],
  decode: { created_at: decode.timestamp },
  pure: true,
});

/** A page of an organization's members in the order in which they joined, behind the membership last seen. */
export async function fetchMembers(db: Db, params: FetchMembersParams): Promise<FetchMembersRow[]> {
  return await db.many(fetchMembersQuery, params);
}

export interface FetchMembershipParams {
  readonly organizationId: string;
  readonly userId: string;
}

export interface FetchMembershipRow {
  id: string;
  user_id: string;
  /** A suspended member keeps the place but may do nothing. */
  status: MembershipStatus;
  created_at: Date;
  name: string;
  /** The login address, compared without regard to case. */
  email: string;
  /** A suspended account can neither sign in nor go on with a session. */
  account_status: UserStatus;
  role_id: string;
  role: string;
  permissions: (string | null)[];
}

export const fetchMembershipQuery = defineQuery<FetchMembershipParams, FetchMembershipRow>({
  title: "FetchMembership",
  file: "sql/memberships/FetchMembership.sql",
  verb: "Fetch",
  text: `/* FetchMembership */ SELECT
  memberships.id,
  memberships.user_id,
  memberships.status,
  memberships.created_at,
  users.name,
  users.email,
  users.status AS account_status,
  roles.id AS role_id,
  roles.name AS role,
  ARRAY(
    SELECT role_permissions.permission
    FROM role_permissions
    WHERE role_permissions.role_id = memberships.role_id
    ORDER BY role_permissions.permission
  ) AS permissions
FROM memberships
JOIN users ON users.id = memberships.user_id AND users.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id
WHERE memberships.organization_id = $1
  AND memberships.user_id = $2`,
  bind: (p) => [p.organizationId, p.userId],
  decode: { created_at: decode.timestamp, permissions: decode.array() },
  pure: true,
});

/** One person's place in an organization, with what it allows. */
export async function fetchMembership(
  db: Db,
  params: FetchMembershipParams,
): Promise<FetchMembershipRow | null> {
  return await db.maybe(fetchMembershipQuery, params);
}

export interface FetchOtherOwnerCountParams {
  readonly organizationId: string;
  readonly userId: string;
}

export interface FetchOtherOwnerCountRow {
  owner_count: number;
}

export const fetchOtherOwnerCountQuery = defineQuery<FetchOtherOwnerCountParams, FetchOtherOwnerCountRow>({
  title: "FetchOtherOwnerCount",
  file: "sql/memberships/FetchOtherOwnerCount.sql",
  verb: "Fetch",
  text: `/* FetchOtherOwnerCount */ SELECT count(*)::integer AS owner_count
FROM memberships
JOIN roles ON roles.id = memberships.role_id
JOIN users ON users.id = memberships.user_id
WHERE memberships.organization_id = $1
  AND memberships.user_id <> $2
  AND memberships.status = 'active'
  AND roles.organization_id IS NULL
  AND roles.name = 'owner'
  AND users.status = 'active'
  AND users.deleted_at IS NULL`,
  bind: (p) => [p.organizationId, p.userId],
  pure: true,
});

/**
 * How many owners who can act remain without this one. Ask after FetchOrganizationForUpdate, or two owners leave at once.
 */
export async function fetchOtherOwnerCount(
  db: Db,
  params: FetchOtherOwnerCountParams,
): Promise<FetchOtherOwnerCountRow> {
  return await db.one(fetchOtherOwnerCountQuery, params);
}

export interface FetchPlaceOfUserParams {
  readonly userId: string;
  readonly wantedId?: string | null | undefined;
}

export interface FetchPlaceOfUserRow {
  organization_id: string;
}

export const fetchPlaceOfUserQuery = defineQuery<FetchPlaceOfUserParams, FetchPlaceOfUserRow>({
  title: "FetchPlaceOfUser",
  file: "sql/memberships/FetchPlaceOfUser.sql",
  verb: "Fetch",
  text: `/* FetchPlaceOfUser */ SELECT memberships.organization_id
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
WHERE memberships.user_id = $1
  AND memberships.status = 'active'
ORDER BY memberships.organization_id = $2 DESC NULLS LAST, memberships.id DESC
LIMIT 1`,
  bind: (p) => [p.userId, p.wantedId],
  pure: true,
});

/**
 * The organization that a session works in: the wanted one as long as the person belongs to it, otherwise the one joined last.
 */
export async function fetchPlaceOfUser(
  db: Db,
  params: FetchPlaceOfUserParams,
): Promise<FetchPlaceOfUserRow | null> {
  return await db.maybe(fetchPlaceOfUserQuery, params);
}

export interface FetchSoleOwnershipsParams {
  readonly userId: string;
}

export interface FetchSoleOwnershipsRow {
  id: string;
  /** The name in URLs: lower case letters, digits and single hyphens. */
  slug: string;
  name: string;
}

export const fetchSoleOwnershipsQuery = defineQuery<FetchSoleOwnershipsParams, FetchSoleOwnershipsRow>({
  title: "FetchSoleOwnerships",
  file: "sql/memberships/FetchSoleOwnerships.sql",
  verb: "Fetch",
  text: `/* FetchSoleOwnerships */ SELECT organizations.id, organizations.slug, organizations.name
FROM memberships
JOIN organizations ON organizations.id = memberships.organization_id AND organizations.deleted_at IS NULL
JOIN roles ON roles.id = memberships.role_id AND roles.organization_id IS NULL AND roles.name = 'owner'
WHERE memberships.user_id = $1
  AND NOT EXISTS (
    SELECT FROM memberships AS others
    JOIN users ON users.id = others.user_id AND users.status = 'active' AND users.deleted_at IS NULL
    WHERE others.organization_id = memberships.organization_id
      AND others.role_id = memberships.role_id
      AND others.user_id <> memberships.user_id
      AND others.status = 'active'
  )
ORDER BY organizations.name, organizations.id`,
  bind: (p) => [p.userId],
  pure: true,
});

/**
 * The organizations that would be left without an owner if this person went. An account with any cannot be deleted.
 */
export async function fetchSoleOwnerships(
  db: Db,
  params: FetchSoleOwnershipsParams,
): Promise<FetchSoleOwnershipsRow[]> {
  return await db.many(fetchSoleOwnershipsQuery, params);
}

export interface InsertMembershipParams {
  readonly organizationId: string;
  readonly userId: string;
  readonly roleId: string;
}

export interface InsertMembershipRow {
  id: string;
  organization_id: string;
  user_id: string;
  role_id: string;
  /** A suspended member keeps the place but may do nothing. */
  status: MembershipStatus;
  created_at: Date;
}

export const insertMembershipQuery = defineQuery<InsertMembershipParams, InsertMembershipRow>({
  title: "InsertMembership",
  file: "sql/memberships/InsertMembership.sql",
  verb: "Insert",
  text: `/* InsertMembership */ INSERT INTO memberships (organization_id, user_id, role_id)
VALUES ($1, $2, $3)
RETURNING id, organization_id, user_id, role_id, status, created_at`,
  bind: (p) => [p.organizationId, p.userId, p.roleId],
  decode: { created_at: decode.timestamp },
  pure: false,
});

/** Joins an organization. memberships_user_id_key: is a member already. */
export async function insertMembership(db: Db, params: InsertMembershipParams): Promise<InsertMembershipRow> {
  return await db.one(insertMembershipQuery, params);
}

export interface ModifyMembershipRoleParams {
  readonly roleId: string;
  readonly organizationId: string;
  readonly userId: string;
}

export interface ModifyMembershipRoleRow {
  id: string;
  role_id: string;
  updated_at: Date;
}

export const modifyMembershipRoleQuery = defineQuery<ModifyMembershipRoleParams, ModifyMembershipRoleRow>({
  title: "ModifyMembershipRole",
  file: "sql/memberships/ModifyMembershipRole.sql",
  verb: "Modify",
  text: `/* ModifyMembershipRole */ UPDATE memberships
SET role_id = $1
WHERE organization_id = $2
  AND user_id = $3
RETURNING id, role_id, updated_at`,
  bind: (p) => [p.roleId, p.organizationId, p.userId],
  decode: { updated_at: decode.timestamp },
  pure: false,
});

/**
 * Gives a member another role. memberships_role_organization_check: the role belongs to another organization.
 */
export async function modifyMembershipRole(
  db: Db,
  params: ModifyMembershipRoleParams,
): Promise<ModifyMembershipRoleRow | null> {
  return await db.maybe(modifyMembershipRoleQuery, params);
}

export interface ModifyMembershipStatusParams {
  /** A suspended member keeps the place but may do nothing. */
  readonly status: MembershipStatus;
  readonly organizationId: string;
  readonly userId: string;
}

export interface ModifyMembershipStatusRow {
  id: string;
  /** A suspended member keeps the place but may do nothing. */
  status: MembershipStatus;
  updated_at: Date;
}

export const modifyMembershipStatusQuery = defineQuery<ModifyMembershipStatusParams, ModifyMembershipStatusRow>({
  title: "ModifyMembershipStatus",
  file: "sql/memberships/ModifyMembershipStatus.sql",
  verb: "Modify",
  text: `/* ModifyMembershipStatus */ UPDATE memberships
SET status = $1
WHERE organization_id = $2
  AND user_id = $3
RETURNING id, status, updated_at`,
  bind: (p) => [p.status, p.organizationId, p.userId],
  decode: { updated_at: decode.timestamp },
  pure: false,
});

/** Suspends a member in this organization only, or lets the member back in. */
export async function modifyMembershipStatus(
  db: Db,
  params: ModifyMembershipStatusParams,
): Promise<ModifyMembershipStatusRow | null> {
  return await db.maybe(modifyMembershipStatusQuery, params);
}
