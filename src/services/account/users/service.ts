/** Accounts, across all organizations. For operators: members know each other through their organization. */
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as users from "../../../repositories/users.ts";
import type { Permission, Scope } from "../../../scope.ts";
import type { Slice } from "../listing.ts";
import { setUserStatus } from "./status.ts";

export interface UserListing extends Slice {
  /** Part of the name or the address, in any case. */
  readonly search?: string;
  readonly status?: users.UserStatus;
}

export type UserService = ReturnType<typeof userService>;

export function userService({ database }: { readonly database: Db }) {
  async function fetch(id: string) {
    const user = await users.fetchUserById(database, { id });
    if (user === null) throw new AppError("user_not_found");
    return user;
  }

  return {
    /** Living accounts, the newest first. */
    async list(scope: Scope, { search, status, after, limit }: UserListing) {
      requireOperator(scope, "users.read");
      return await users.fetchUsers(database, { search, status, after, limit });
    },

    /** @throws {AppError} user_not_found when there is no such account, or it was deleted */
    async read(scope: Scope, id: string) {
      requireOperator(scope, "users.read");
      return await fetch(id);
    },

    /** @throws {AppError} user_not_found, own_account: nobody could let the last operator back in */
    async suspend(scope: Scope, id: string) {
      requireOperator(scope, "users.manage");
      if (id === scope.userId) throw new AppError("own_account");
      await database.transaction((tx) => setUserStatus(tx, scope, { id, status: "suspended" }));
      return await fetch(id);
    },

    /** @throws {AppError} user_not_found */
    async reinstate(scope: Scope, id: string) {
      requireOperator(scope, "users.manage");
      await database.transaction((tx) => setUserStatus(tx, scope, { id, status: "active" }));
      return await fetch(id);
    },
  };
}

/** The routes ask for it too; but a service is also called by jobs and other services, which have no routes. */
function requireOperator({ permissions }: Scope, permission: Permission): void {
  if (!permissions.has(permission)) throw new AppError("not_permitted");
}
