// Generated from sql/roles/*.sql by `scaffold sql generate`. Do not edit.
import { decode, encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface DestroyRoleParams {
  readonly id: string;
  readonly organizationId: string;
}

export const destroyRoleQuery = defineQuery<DestroyRoleParams, never>({
  title: "DestroyRole",
  file: "sql/roles/DestroyRole.sql",
  verb: "Destroy",
  text: `/* DestroyRole */ DELETE FROM roles
WHERE id = $1
  AND organization_id = $2`,
  bind: (p) => [p.id, p.organizationId],
  pure: false,
});

/**
 * Deletes one of the organization's own roles. memberships_role_id_fkey, invitations_role_id_fkey: somebody holds it.
 */
export async function destroyRole(db: Db, params: DestroyRoleParams): Promise<number> {
  return await db.count(destroyRoleQuery, params);
}

export interface DestroyRolePermissionsParams {
  readonly roleId: string;
  readonly keep: readonly (string | null)[];
}

export const destroyRolePermissionsQuery = defineQuery<DestroyRolePermissionsParams, never>({
  title: "DestroyRolePermissions",
  file: "sql/roles/DestroyRolePermissions.sql",
  verb: "Destroy",
  text: `/* DestroyRolePermissions */ DELETE FROM role_permissions
WHERE role_id = $1
  AND permission <> ALL ($2::text[])`,
  bind: (p) => [p.roleId, encode.array(p.keep)],
  pure: false,
});

/** Takes from a role everything but what is listed. */
export async function destroyRolePermissions(db: Db, params: DestroyRolePermissionsParams): Promise<number> {
  return await db.count(destroyRolePermissionsQuery, params);
}

export interface FetchBuiltInRoleParams {
  readonly name: string;
}

export interface FetchBuiltInRoleRow {
  id: string;
  name: string;
  description: string;
}

export const fetchBuiltInRoleQuery = defineQuery<FetchBuiltInRoleParams, FetchBuiltInRoleRow>({
  title: "FetchBuiltInRole",
  file: "sql/roles/FetchBuiltInRole.sql",
  verb: "Fetch",
  text: `/* FetchBuiltInRole */ SELECT id, name, description
FROM roles
WHERE organization_id IS NULL
  AND name = $1`,
  bind: (p) => [p.name],
  pure: true,
});

/** "owner", "admin" or "member". */
export async function fetchBuiltInRole(
  db: Db,
  params: FetchBuiltInRoleParams,
): Promise<FetchBuiltInRoleRow | null> {
  return await db.maybe(fetchBuiltInRoleQuery, params);
}

export interface FetchRoleParams {
  readonly organizationId: string;
  readonly id: string;
}

export interface FetchRoleRow {
  id: string;
  name: string;
  description: string;
  built_in: boolean;
  permissions: (string | null)[];
  member_count: number;
  created_at: Date;
  updated_at: Date;
}

export const fetchRoleQuery = defineQuery<FetchRoleParams, FetchRoleRow>({
  title: "FetchRole",
  file: "sql/roles/FetchRole.sql",
  verb: "Fetch",
  text: `/* FetchRole */ SELECT
  roles.id,
  roles.name,
  roles.description,
  roles.organization_id IS NULL AS built_in,
  ARRAY(
    SELECT role_permissions.permission
    FROM role_permissions
    WHERE role_permissions.role_id = roles.id
    ORDER BY role_permissions.permission
  ) AS permissions,
  (
    SELECT count(*)::integer
    FROM memberships
    WHERE memberships.role_id = roles.id
      AND memberships.organization_id = $1
  ) AS "member_count",
  roles.created_at,
  roles.updated_at
FROM roles
WHERE roles.id = $2
  AND (roles.organization_id IS NULL OR roles.organization_id = $1)`,
  bind: (p) => [p.organizationId, p.id],
  decode: { permissions: decode.array(), created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: true,
});

/**
 * A role that this organization can give: built in, or its own. Another organization's role does not exist here.
 */
export async function fetchRole(db: Db, params: FetchRoleParams): Promise<FetchRoleRow | null> {
  return await db.maybe(fetchRoleQuery, params);
}

export interface FetchRoleByNameParams {
  readonly name: string;
  readonly organizationId: string;
}

export interface FetchRoleByNameRow {
  id: string;
  name: string;
}

export const fetchRoleByNameQuery = defineQuery<FetchRoleByNameParams, FetchRoleByNameRow>({
  title: "FetchRoleByName",
  file: "sql/roles/FetchRoleByName.sql",
  verb: "Fetch",
  text: `/* FetchRoleByName */ SELECT id, name
FROM roles
WHERE name = $1
  AND (organization_id IS NULL OR organization_id = $2)`,
  bind: (p) => [p.name, p.organizationId],
  pure: true,
});

/** The same by its name, in any case: no organization has a role that is called like a built-in one. */
export async function fetchRoleByName(
  db: Db,
  params: FetchRoleByNameParams,
): Promise<FetchRoleByNameRow | null> {
  return await db.maybe(fetchRoleByNameQuery, params);
}

export interface FetchRolesParams {
  readonly organizationId: string;
  readonly after?: string | null | undefined;
  readonly limit: string | number | bigint;
}

export interface FetchRolesRow {
  id: string;
  name: string;
  description: string;
  built_in: boolean;
  permissions: (string | null)[];
  member_count: number;
  created_at: Date;
  updated_at: Date;
}

export const fetchRolesQuery = defineQuery<FetchRolesParams, FetchRolesRow>({
  title: "FetchRoles",
  file: "sql/roles/FetchRoles.sql",
  verb: "Fetch",
  text: `/* FetchRoles */ SELECT
  roles.id,
  roles.name,
  roles.description,
  roles.organization_id IS NULL AS built_in,
  coalesce(grants.permissions, '{}') AS "permissions",
  (
    SELECT count(*)::integer
    FROM memberships
    WHERE memberships.role_id = roles.id
      AND memberships.organization_id = $1
  ) AS "member_count",
  roles.created_at,
  roles.updated_at
FROM roles
LEFT JOIN LATERAL (
  SELECT array_agg(role_permissions.permission ORDER BY role_permissions.permission) AS permissions
  FROM role_permissions
  WHERE role_permissions.role_id = roles.id
) AS grants ON true
WHERE (roles.organization_id IS NULL OR roles.organization_id = $1)
  AND ($2::uuid IS NULL OR roles.id > $2::uuid)
ORDER BY roles.id
LIMIT $3`,
  bind: (p) => [p.organizationId, p.after, encode.number(p.limit)],
  decode: { permissions: decode.array(), created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: true,
});

/**
 * A page of the roles that an organization can give, behind the one last seen, each with what it allows and how many hold it.
 * The built-in ones come first: they were there before any organization.
 */
export async function fetchRoles(db: Db, params: FetchRolesParams): Promise<FetchRolesRow[]> {
  return await db.many(fetchRolesQuery, params);
}

export interface InsertRoleParams {
  /** The organization whose own role it is; NULL: built in, the same everywhere. */
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly (string | null)[];
}

export interface InsertRoleRow {
  id: string;
  name: string;
  description: string;
  created_at: Date;
  updated_at: Date;
}

export const insertRoleQuery = defineQuery<InsertRoleParams, InsertRoleRow>({
  title: "InsertRole",
  file: "sql/roles/InsertRole.sql",
  verb: "Insert",
  text: `/* InsertRole */ WITH role AS (
  INSERT INTO roles (organization_id, name, description)
  VALUES ($1, $2, $3)
  RETURNING id, name, description, created_at, updated_at
), grants AS (
  INSERT INTO role_permissions (role_id, permission)
  SELECT role.id, wanted.permission
  FROM role
  CROSS JOIN (SELECT DISTINCT unnest($4::text[]) AS permission) AS wanted
)
SELECT id, name, description, created_at, updated_at
FROM role`,
  bind: (p) => [p.organizationId, p.name, p.description, encode.array(p.permissions)],
  decode: { created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: false,
});

/**
 * A role of the organization's own, with what it allows. roles_name_key: the name is taken. roles_reserved_name_check: a
 * built-in name. role_permissions_permission_fkey: there is no such permission.
 */
export async function insertRole(db: Db, params: InsertRoleParams): Promise<InsertRoleRow> {
  return await db.one(insertRoleQuery, params);
}

export interface InsertRolePermissionsParams {
  readonly roleId: string;
  readonly permissions: readonly (string | null)[];
}

export const insertRolePermissionsQuery = defineQuery<InsertRolePermissionsParams, never>({
  title: "InsertRolePermissions",
  file: "sql/roles/InsertRolePermissions.sql",
  verb: "Insert",
  text: `/* InsertRolePermissions */ INSERT INTO role_permissions (role_id, permission)
SELECT $1, wanted.permission
FROM unnest($2::text[]) AS wanted (permission)
ON CONFLICT ON CONSTRAINT role_permissions_pkey DO NOTHING`,
  bind: (p) => [p.roleId, encode.array(p.permissions)],
  pure: false,
});

/** Allows a role more; what it allows already is passed over. Counts what is new. */
export async function insertRolePermissions(db: Db, params: InsertRolePermissionsParams): Promise<number> {
  return await db.count(insertRolePermissionsQuery, params);
}

export interface ModifyRoleParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly id: string;
  readonly organizationId: string;
}

export interface ModifyRoleRow {
  id: string;
  name: string;
  description: string;
  created_at: Date;
  updated_at: Date;
}

export const modifyRoleQuery = defineQuery<ModifyRoleParams, ModifyRoleRow>({
  title: "ModifyRole",
  file: "sql/roles/ModifyRole.sql",
  verb: "Modify",
  text: `/* ModifyRole */ UPDATE roles
SET name = coalesce($1, name),
  description = coalesce($2, description)
WHERE id = $3
  AND organization_id = $4
RETURNING id, name, description, created_at, updated_at`,
  bind: (p) => [p.name, p.description, p.id, p.organizationId],
  decode: { created_at: decode.timestamp, updated_at: decode.timestamp },
  pure: false,
});

/**
 * Renames or describes one of the organization's own roles; what is not given stays. Built-in roles never match.
 */
export async function modifyRole(db: Db, params: ModifyRoleParams): Promise<ModifyRoleRow | null> {
  return await db.maybe(modifyRoleQuery, params);
}
