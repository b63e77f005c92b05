/** Roles: named sets of permissions. Organizations shape roles of their own; the built-in ones are the same everywhere. */
import type { Json } from "../../../database/codec.ts";
import { type Db, onConstraint, type Tx } from "../../../database/index.ts";
import { AppError } from "../../../errors.ts";
import * as invitations from "../../../repositories/invitations.ts";
import * as roles from "../../../repositories/roles.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import type { Slice } from "../listing.ts";
import {
  type Authority,
  requireAuthorityOver,
  takeAuthority,
  withoutNulls,
  workplace,
} from "../organizations/authority.ts";

export interface NewRole {
  readonly name: string;
  readonly description?: string;
  readonly permissions: readonly string[];
}

export type RoleChanges = Partial<NewRole>;

export type RoleService = ReturnType<typeof roleService>;

export const roleService = ({ database }: { readonly database: Db }) => ({
  /** The built-in ones first, then the organization's own in the order in which they were made. */
  async list(scope: Scope, slice: Slice) {
    const organizationId = workplace(scope, "roles.read");
    const rows = await roles.fetchRoles(database, { organizationId, ...slice });
    return rows.map((row) => ({ ...row, permissions: withoutNulls(row.permissions) }));
  },

  /** @throws {AppError} permission_not_held, role_name_taken */
  async create(scope: Scope, { name, description = "", permissions }: NewRole) {
    return await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "roles.manage");
      requireAuthorityOver(authority, { role: name, permissions });
      const { organizationId } = authority;
      const { id } = await roles
        .insertRole(tx, { organizationId, name, description, permissions: [...permissions] })
        .catch(nameTaken)
        .catch(nameReserved);
      await note(tx, scope, authority, { action: "role.created", id, name, permissions: [...permissions] });
      return await requireRole(tx, authority, id);
    });
  },

  /** @throws {AppError} role_not_found, role_built_in, permission_not_held, role_name_taken */
  async change(scope: Scope, id: string, { name, description, permissions }: RoleChanges) {
    return await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "roles.manage");
      const before = await requireOwnRole(tx, authority, id);
      const { organizationId } = authority;
      await roles
        .modifyRole(tx, { id, organizationId, name, description })
        .catch(nameTaken)
        .catch(nameReserved);
      if (permissions !== undefined) await setPermissions(tx, authority, before, permissions);
      const after = await requireRole(tx, authority, id);
      const [from, to] = [before.permissions, after.permissions];
      await note(tx, scope, authority, { action: "role.changed", id, name: after.name, from, to });
      return after;
    });
  },

  /** @throws {AppError} role_not_found, role_built_in, permission_not_held, role_in_use */
  async remove(scope: Scope, id: string): Promise<void> {
    await database.transaction(async (tx) => {
      const authority = await takeAuthority(tx, scope, "roles.manage");
      const { name } = await requireOwnRole(tx, authority, id);
      const { organizationId } = authority;
      await invitations.destroyClosedInvitationsByRole(tx, { roleId: id, organizationId });
      await roles.destroyRole(tx, { id, organizationId }).catch(stillHeld).catch(stillOffered);
      await note(tx, scope, authority, { action: "role.deleted", id, name });
    });
  },
});

const nameTaken = onConstraint("roles_name_key", () => new AppError("role_name_taken"));
const nameReserved = onConstraint("roles_reserved_name_check", () => new AppError("role_name_taken"));
const stillHeld = onConstraint("memberships_role_id_fkey", () => new AppError("role_in_use"));
const stillOffered = onConstraint("invitations_role_id_fkey", () => new AppError("role_in_use"));

type Role = Awaited<ReturnType<typeof requireRole>>;

async function requireRole(tx: Tx, { organizationId }: Authority, id: string) {
  const role = await roles.fetchRole(tx, { id, organizationId });
  if (role === null) throw new AppError("role_not_found");
  return { ...role, permissions: withoutNulls(role.permissions) };
}

/** One that the caller may change. */
async function requireOwnRole(tx: Tx, authority: Authority, id: string): Promise<Role> {
  const role = await requireRole(tx, authority, id);
  if (role.built_in) throw new AppError("role_built_in");
  requireAuthorityOver(authority, { role: role.name, permissions: role.permissions });
  return role;
}

async function setPermissions(
  tx: Tx,
  authority: Authority,
  { id: roleId, name }: Role,
  permissions: readonly string[],
): Promise<void> {
  requireAuthorityOver(authority, { role: name, permissions });
  await roles.destroyRolePermissions(tx, { roleId, keep: [...permissions] });
  await roles.insertRolePermissions(tx, { roleId, permissions: [...permissions] });
}

const note = (
  tx: Tx,
  scope: Scope,
  { organizationId }: Authority,
  {
    action,
    id,
    ...details
  }: { readonly action: string; readonly id: string; readonly [detail: string]: Json },
) => record(tx, scope, { action, organizationId, subject: { type: "role", id }, details });
