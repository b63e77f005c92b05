/**
 * Giving somebody a role from outside of the organization, for whoever runs the installation: no rank is asked for, as
 * nobody's membership stands behind it. The last owner stays all the same.
 */
import type { Db, Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as organizations from "../../../repositories/organizations.ts";
import * as roles from "../../../repositories/roles.ts";
import * as users from "../../../repositories/users.ts";
import { type Actor, record } from "../audit/record.ts";
import { OWNER, requireOtherOwner } from "../organizations/authority.ts";

export interface Grant {
  readonly email: string;
  /** The organization's slug. */
  readonly organization: string;
  /** The role's name, in any case. */
  readonly role: string;
}

export interface Granted extends Grant {
  /** The role before; null: was no member. */
  readonly from: string | null;
}

/**
 * Whoever is no member joins with the role.
 * @throws {AppError} user_not_found, organization_not_found, role_not_found, last_owner
 */
export async function grantRole(database: Db, actor: Actor, grant: Grant): Promise<Granted> {
  return await database.transaction(async (tx) => {
    const { user, organization, role } = await find(tx, grant);
    const place = { organizationId: organization.id, userId: user.id };
    const member = await memberships.fetchMembership(tx, place);
    if (member?.role_id !== role.id) await give(tx, actor, { ...place, role, member });
    return {
      email: user.email,
      organization: organization.slug,
      role: role.name,
      from: member?.role ?? null,
    };
  });
}

/** The organization is locked: see takeAuthority. */
async function find(tx: Tx, { email, organization: slug, role: name }: Grant) {
  const user = await users.fetchUserByEmail(tx, { email });
  if (user === null) throw new AppError("user_not_found");
  const found = await organizations.fetchOrganizationBySlug(tx, { slug });
  const organization = found && (await organizations.fetchOrganizationForUpdate(tx, { id: found.id }));
  if (organization === null) throw new AppError("organization_not_found");
  const role = await roles.fetchRoleByName(tx, { name, organizationId: organization.id });
  if (role === null) throw new AppError("role_not_found");
  return { user, organization, role };
}

interface Giving {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: roles.FetchRoleByNameRow;
  readonly member: memberships.FetchMembershipRow | null;
}

async function give(tx: Tx, actor: Actor, { organizationId, userId, role, member }: Giving): Promise<void> {
  const params = { organizationId, userId, roleId: role.id };
  if (member?.role === OWNER) await requireOtherOwner(tx, organizationId, userId);
  const { id } =
    (member && (await memberships.modifyMembershipRole(tx, params))) ??
    (await memberships.insertMembership(tx, params));
  await record(tx, actor, {
    action: member === null ? "member.added" : "member.role_changed",
    organizationId,
    subject: { type: "membership", id },
    details: { user_id: userId, from: member?.role ?? null, to: role.name },
  });
}
