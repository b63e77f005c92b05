/**
 * What somebody may do in an organization, and to whom. Permissions say which doors are open; behind them, nobody gives
 * what he does not hold himself and nobody touches who holds more, or every invitation would be a way up.
 */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as organizations from "../../../repositories/organizations.ts";
import type { Permission, Scope } from "../../../scope.ts";

/** The caller, as a member. */
export interface Authority {
  readonly organizationId: string;
  readonly name: string;
  readonly isOwner: boolean;
  /** Those of the role. What an operator holds besides is no role's to give. */
  readonly permissions: ReadonlySet<string>;
}

/**
 * For what is only read: the id of the organization that the caller works in. Routes ask for the permission too; but a
 * service is also called by jobs and other services, which have no routes.
 * @throws {AppError} organization_not_found, not_permitted
 */
export function workplace({ organizationId, permissions }: Scope, permission?: Permission): string {
  if (organizationId === null) throw new AppError("organization_not_found");
  if (permission !== undefined && !permissions.has(permission)) throw new AppError("not_permitted");
  return organizationId;
}

/**
 * For what changes who may do what: such changes to one organization happen one after the other, and each is decided by
 * the facts that the one before left. Whoever lost rights while waiting is told what the next request would be told.
 * @throws {AppError} session_needs_revalidation
 */
export async function takeAuthority(tx: Tx, scope: Scope, permission?: Permission): Promise<Authority> {
  const organizationId = workplace(scope, permission);
  const organization = await organizations.fetchOrganizationForUpdate(tx, { id: organizationId });
  const member = await memberships.fetchMembership(tx, { organizationId, userId: scope.userId });
  const permissions = new Set(withoutNulls(member?.permissions ?? []));
  const holds = permission === undefined || permissions.has(permission);
  if (organization === null || member?.status !== "active" || !holds) {
    throw new AppError("session_needs_revalidation", { headers: { "cache-control": "no-store" } });
  }
  return { organizationId, name: member.name, isOwner: member.role === OWNER, permissions };
}

/** No role of an organization's own can be called so (roles_reserved_name_check). */
export const OWNER = "owner";

interface Grants {
  /** The role's name. */
  readonly role: string;
  readonly permissions: readonly (string | null)[];
}

/**
 * For a role that is to be given, and for a member or role that is to be changed.
 * @throws {AppError} owners_only, permission_not_held
 */
export function requireAuthorityOver({ isOwner, permissions: held }: Authority, grants: Grants): void {
  if (grants.role === OWNER && !isOwner) throw new AppError("owners_only");
  if (!withoutNulls(grants.permissions).every((name) => held.has(name))) {
    throw new AppError("permission_not_held");
  }
}

/**
 * @throws {AppError} last_owner when nobody who can act would own the organization without this person
 */
export async function requireOtherOwner(tx: Tx, organizationId: string, userId: string): Promise<void> {
  const others = await memberships.fetchOtherOwnerCount(tx, { organizationId, userId });
  if (others.owner_count === 0) throw new AppError("last_owner");
}

/** Arrays of Postgres may hold NULL, those of role_permissions never do. */
export const withoutNulls = (names: readonly (string | null)[]): string[] =>
  names.filter((name) => name !== null);
