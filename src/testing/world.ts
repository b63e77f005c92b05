/** Everything that an organization can have, and every kind of caller there is: for tests that walk over all routes. */
import type { SignedInClient, TestApp, TestClient } from "./app.ts";
import type { TestDatabase } from "./database.ts";
import { createMember, createOrganization, createSession, createUser } from "./factories.ts";
import { renew, type Staff, staff } from "./staff.ts";

export const CALLERS = [
  /** Without a session. */
  "anonymous",
  /** The owner of another organization. */
  "stranger",
  /** A member whom the organization suspended. */
  "barred",
  "member",
  "admin",
  "owner",
  /** Runs the installation, and belongs to no organization. */
  "operator",
  /** An owner whose name changed; the session is not renewed yet. */
  "flagged",
  /** An owner whose account was suspended; the session is not renewed yet. */
  "suspended",
] as const;

export type Caller = (typeof CALLERS)[number];

export interface World extends Pick<Staff, "organizationId" | "path"> {
  readonly callers: { readonly anonymous: TestClient } & Readonly<
    Record<Exclude<Caller, "anonymous">, SignedInClient>
  >;
  readonly ids: Ids;
}

/** A member who is none of the callers, with a session and an identity; a role of the organization's own; an open invitation. */
export type Ids = Readonly<
  Record<"user_id" | "session_id" | "identity_id" | "role_id" | "invitation_id", string>
>;

/** @param app that serves the callers, by their sessions in this database */
export async function createWorld(app: TestApp, database: TestDatabase): Promise<World> {
  const { organizationId, path, owner, admin, member } = await staff(app, database.db);
  return {
    organizationId,
    path,
    ids: await createIds(database, organizationId),
    callers: {
      anonymous: app,
      stranger: await app.as((await createOrganization(database.db)).owner),
      barred: await barred(app, database, organizationId),
      member,
      admin,
      owner,
      operator: await operator(app, database),
      flagged: await flagged(app, database, organizationId),
      suspended: await suspended(app, database, organizationId),
    },
  };
}

async function createIds({ db, sql }: TestDatabase, organizationId: string): Promise<Ids> {
  const { user } = await createMember(db, { organizationId });
  const { session } = await createSession(db, { userId: user.id, organizationId });
  const [identity] =
    await sql`INSERT INTO identities (user_id, provider, subject) VALUES (${user.id}, 'github', ${user.id}) RETURNING id`;
  const [role] =
    await sql`INSERT INTO roles (organization_id, name) VALUES (${organizationId}, 'Custom') RETURNING id`;
  const [invitation] =
    await sql`INSERT INTO invitations (organization_id, email, role_id, token_hash, expires_at)
    SELECT ${organizationId}, 'open@example.com', id, sha256(uuidv7()::text::bytea), now() + interval '1 day'
    FROM roles WHERE organization_id IS NULL AND name = 'member' RETURNING id`;
  return {
    user_id: user.id,
    session_id: session.id,
    identity_id: identity.id,
    role_id: role.id,
    invitation_id: invitation.id,
  };
}

/** Every row that belongs to the organization or to somebody in it: to show that nothing was done to it. */
export async function contentsOf({ sql }: TestDatabase, { organizationId: id }: World): Promise<unknown> {
  const [contents] = await sql`
    WITH people AS (SELECT user_id FROM memberships WHERE organization_id = ${id})
    SELECT
      (SELECT jsonb_agg(o ORDER BY id) FROM organizations AS o WHERE id = ${id}) AS organizations,
      (SELECT jsonb_agg(m ORDER BY id) FROM memberships AS m WHERE organization_id = ${id}) AS memberships,
      (SELECT jsonb_agg(r ORDER BY id) FROM roles AS r WHERE organization_id = ${id}) AS roles,
      (SELECT jsonb_agg(p) FROM role_permissions AS p JOIN roles ON roles.id = p.role_id WHERE organization_id = ${id}) AS permissions,
      (SELECT jsonb_agg(i ORDER BY id) FROM invitations AS i WHERE organization_id = ${id}) AS invitations,
      (SELECT jsonb_agg(u ORDER BY id) FROM users AS u WHERE id IN (SELECT user_id FROM people)) AS users,
      (SELECT jsonb_agg(s ORDER BY id) FROM sessions AS s WHERE user_id IN (SELECT user_id FROM people)) AS sessions,
      (SELECT jsonb_agg(i ORDER BY id) FROM identities AS i WHERE user_id IN (SELECT user_id FROM people)) AS identities,
      (SELECT jsonb_agg(e ORDER BY id) FROM audit_events AS e WHERE organization_id = ${id}) AS events`;
  return contents;
}

async function barred(
  app: TestApp,
  { db, sql }: TestDatabase,
  organizationId: string,
): Promise<SignedInClient> {
  const { user, membership } = await createMember(db, { organizationId });
  const client = await app.as(user);
  await sql`UPDATE memberships SET status = 'suspended' WHERE id = ${membership.id}`;
  return await renew(client);
}

async function operator(app: TestApp, { db, sql }: TestDatabase): Promise<SignedInClient> {
  const user = await createUser(db);
  await sql`UPDATE users SET operator = true WHERE id = ${user.id}`;
  return await app.as(user);
}

async function flagged(
  app: TestApp,
  { db, sql }: TestDatabase,
  organizationId: string,
): Promise<SignedInClient> {
  const { user } = await createMember(db, { organizationId, role: "owner" });
  const client = await app.as(user);
  await sql`UPDATE users SET name = 'Renamed' WHERE id = ${user.id}`;
  return client;
}

async function suspended(
  app: TestApp,
  { db, sql }: TestDatabase,
  organizationId: string,
): Promise<SignedInClient> {
  const { user } = await createMember(db, { organizationId, role: "owner" });
  const client = await app.as(user);
  await sql`UPDATE users SET status = 'suspended' WHERE id = ${user.id}`;
  return client;
}
