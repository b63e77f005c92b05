/**
 * Rows that a test needs but is not about: a line each, through the repositories that the product uses. Every call
 * makes something new with names of its own; what a test is about, it says.
 */
import type { Db } from "../database/index.ts";
import * as memberships from "../repositories/memberships.ts";
import * as organizations from "../repositories/organizations.ts";
import * as roles from "../repositories/roles.ts";
import * as sessions from "../repositories/sessions.ts";
import * as users from "../repositories/users.ts";
import { createToken } from "../services/account/authentication/token.ts";

const HOUR_SECONDS = 3600;

/** A word that no other row has; letters, digits and hyphens. */
const unique = () => crypto.randomUUID().slice(0, 13);

/** An account whose address is proven, and which has no password. */
export async function createUser(
  db: Db,
  given: Partial<users.InsertUserParams> = {},
): Promise<users.InsertUserRow> {
  const word = unique();
  return await users.insertUser(db, {
    email: `${word}@example.com`,
    name: `User ${word}`,
    emailVerifiedAt: new Date(),
    ...given,
  });
}

export interface Owned {
  readonly organization: organizations.InsertOrganizationRow;
  readonly owner: users.InsertUserRow;
}

/** An organization and its owner: a new account, or the one that is given. */
export async function createOrganization(
  db: Db,
  {
    owner,
    ...given
  }: { readonly owner?: users.InsertUserRow; readonly slug?: string; readonly name?: string } = {},
): Promise<Owned> {
  const word = unique();
  const person = owner ?? (await createUser(db));
  const organization = await organizations.insertOrganization(db, {
    slug: `org-${word}`,
    name: `Organization ${word}`,
    ownerId: person.id,
    ...given,
  });
  return { organization, owner: person };
}

export interface Member {
  readonly user: users.InsertUserRow;
  readonly membership: memberships.InsertMembershipRow;
}

/** An account, new or given, that belongs to the organization with one of the built-in roles. */
export async function createMember(
  db: Db,
  given: {
    readonly organizationId: string;
    readonly role?: "owner" | "admin" | "member";
    readonly user?: users.InsertUserRow;
  },
): Promise<Member> {
  const { organizationId, role: name = "member", user = await createUser(db) } = given;
  const role = await roles.fetchBuiltInRole(db, { name });
  if (role === null) throw new Error(`there is no built-in role ${name}`);
  const membership = await memberships.insertMembership(db, {
    organizationId,
    userId: user.id,
    roleId: role.id,
  });
  return { user, membership };
}

export interface SignedIn {
  readonly session: sessions.InsertSessionRow;
  /** For `Authorization: Bearer` or the cookie. */
  readonly token: string;
}

/** A session of the account, without the way through a sign-in; in an organization when one is given. */
export async function createSession(
  db: Db,
  given: Pick<sessions.InsertSessionParams, "userId"> & Partial<sessions.InsertSessionParams>,
): Promise<SignedIn> {
  const { token, tokenHash } = createToken();
  const session = await sessions.insertSession(db, {
    tokenHash,
    method: "password",
    idleSeconds: HOUR_SECONDS,
    lifetimeSeconds: HOUR_SECONDS,
    ...given,
  });
  if (session === null) throw new Error(`the account ${given.userId} may not sign in`);
  return { session, token };
}
