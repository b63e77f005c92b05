/** Accounts, across all organizations. For operators: members know each other through their organization. */
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as users from "../../../repositories/users.ts";
import type { Scope } from "../../../scope.ts";

export interface UserListing {
  /** Part of the name or the address, in any case. */
  readonly search?: string;
  readonly status?: "active" | "suspended";
  readonly limit: number;
  /** The id of the last account seen; null begins with the newest. */
  readonly after: string | null;
}

export type UserService = ReturnType<typeof userService>;

export const userService = ({ database }: { readonly database: Db }) => ({
  /** Living accounts, the newest first. */
  async list(scope: Scope, { search, status, after, limit }: UserListing) {
    requireOperator(scope);
    return await users.fetchUsers(database, { search, status, after, limit });
  },

  /** @throws {AppError} not_found when there is no such account, or it was deleted */
  async read(scope: Scope, id: string) {
    requireOperator(scope);
    const user = await users.fetchUserById(database, { id });
    if (user === null) throw new AppError("not_found");
    return user;
  },
});

/** The routes ask for it too; but a service is also called by jobs and other services, which have no routes. */
function requireOperator({ permissions }: Scope): void {
  if (!permissions.has("users.read")) throw new AppError("not_permitted");
}
