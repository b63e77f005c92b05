/** Permissions: written by migrations, the same everywhere. Those of operators are not among them: no role can hold one. */
import type { Db } from "../../../database/db.ts";
import * as permissions from "../../../repositories/permissions.ts";
import type { Scope } from "../../../scope.ts";

export type PermissionService = ReturnType<typeof permissionService>;

export const permissionService = ({ database }: { readonly database: Db }) => ({
  /** By name. */
  async list(_scope: Scope) {
    return await permissions.fetchPermissions(database);
  },
});
