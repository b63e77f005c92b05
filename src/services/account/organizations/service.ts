/** Organizations: people see those that they are members of, operators see all. */
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as organizations from "../../../repositories/organizations.ts";
import type { Scope } from "../../../scope.ts";

export interface OrganizationListing {
  readonly limit: number;
  /** The id of the last organization seen; null begins with the first. */
  readonly after: string | null;
}

export interface OrganizationItem {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly member_count: number;
}

export type OrganizationService = ReturnType<typeof organizationService>;

export function organizationService({ database }: { readonly database: Db }) {
  /** A member whom the organization suspended sees as little of it as a stranger. */
  async function mayRead(scope: Scope, organizationId: string): Promise<boolean> {
    if (isOperator(scope)) return true;
    const membership = await memberships.fetchMembership(database, { organizationId, userId: scope.userId });
    return membership?.status === "active";
  }

  return {
    /** The caller's own, or for an operator all, in the order in which they were made. */
    async list(scope: Scope, { after, limit }: OrganizationListing): Promise<OrganizationItem[]> {
      if (isOperator(scope)) return await organizations.fetchOrganizations(database, { after, limit });
      return await organizations.fetchOrganizationsByUser(database, { userId: scope.userId, after, limit });
    },

    /** @throws {AppError} not_found when there is none, or none that the caller may know of */
    async read(scope: Scope, id: string) {
      const organization = await organizations.fetchOrganizationById(database, { id });
      if (organization === null || !(await mayRead(scope, id))) throw new AppError("not_found");
      return organization;
    },
  };
}

/** No role holds this permission: whoever has it looks after the whole installation. */
const isOperator = ({ permissions }: Scope): boolean => permissions.has("users.read");
