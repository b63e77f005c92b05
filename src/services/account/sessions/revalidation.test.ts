import { afterAll, describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { type Database, openDatabase } from "../../../database/index.ts";
import { bunSql } from "../../../platform/bun-sql.ts";
import type { Guards } from "../../../plugins/auth.ts";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createOrganization, createUser } from "../../../testing/factories.ts";
import { untilWaiting } from "../../../testing/locks.ts";

const database = testDatabase();

/** What only those may do who may invite, and what counts how often it was done. */
let done = 0;
const routes = (guards: Guards) =>
  new Elysia()
    .use(guards)
    .get("/inviting", ({ scope }) => [...scope.permissions], { permission: "members.invite" })
    .post("/things", () => ++done, { signedIn: true, body: t.Object({ name: t.String() }) });

const app = testApp(database, { routes });

/** Another process over the same database: nothing is shared but the tables. */
let otherPool: Database | undefined;
const otherNode = testApp(
  {
    get db() {
      otherPool ??= openDatabase({ url: database.url, poolMax: 8 }, bunSql);
      return otherPool;
    },
  },
  { routes },
);
afterAll(() => otherPool?.close());

async function adminAndMember() {
  const { organization } = await createOrganization(database.db);
  const organizationId = organization.id;
  const [admin, member] = [
    await createMember(database.db, { organizationId, role: "admin" }),
    await createMember(database.db, { organizationId, role: "member" }),
  ];
  return { organizationId, admin: admin.user, member: member.user };
}

const giveRole = async (userId: string, role: string) =>
  await database.sql`UPDATE memberships SET role_id = (SELECT id FROM roles WHERE name = ${role} AND organization_id IS NULL)
    WHERE user_id = ${userId}`;

const elsewhere = (client: SignedInClient, path: string) =>
  otherNode.request("GET", path, { headers: { authorization: `Bearer ${client.token}` } });

const withToken = (token: string, method: string, path: string) =>
  app.request(method, path, { headers: { authorization: `Bearer ${token}` } });

describe("a role that is changed in the database", () => {
  test("the very next request is 402 on every node, and only that person's", async () => {
    const { admin, member } = await adminAndMember();
    const [demoted, untouched] = [await app.as(admin), await app.as(member)];
    expect((await elsewhere(demoted, "/inviting")).status).toBe(200);

    await giveRole(admin.id, "member");

    const refused = await elsewhere(demoted, "/inviting");
    expect([refused.status, refused.body.code]).toEqual([402, "session_needs_revalidation"]);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect((await demoted.request("GET", "/session")).status).toBe(402);
    expect((await elsewhere(untouched, "/session")).status).toBe(200);
  });

  test("after the renewal the new rights hold, and the new token is told", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    await giveRole(admin.id, "member");

    const renewed = await client.request("POST", "/session/revalidation");
    expect(renewed.status).toBe(200);
    expect(renewed.body).toMatchObject({ user: { id: admin.id }, organization: { role: "member" } });
    expect(renewed.body.permissions).not.toContain("members.invite");
    expect(renewed.body.token).not.toBe(client.token);

    const { token } = renewed.body;
    expect((await withToken(token, "GET", "/session")).status).toBe(200);
    const refused = await withToken(token, "GET", "/inviting");
    expect([refused.status, refused.body.code]).toEqual([403, "not_permitted"]);
  });

  test("of 200 requests around the change none that came after it is served by the old rights", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    let committed = false;
    const ask = async () => {
      const cameAfter = committed;
      const { status } = await elsewhere(client, "/inviting");
      return { cameAfter, status };
    };
    const before = Array.from({ length: 100 }, ask);
    const change = giveRole(admin.id, "member").then(() => {
      committed = true;
    });
    const during = Array.from({ length: 50 }, ask);
    await change;
    const answers = await Promise.all([...before, ...during, ...Array.from({ length: 50 }, ask)]);
    const statuses = (cameAfter: boolean) =>
      new Set(answers.filter((answer) => answer.cameAfter === cameAfter).map(({ status }) => status));
    expect(statuses(true)).toEqual(new Set([402]));
    expect([...statuses(false)].filter((status) => status !== 200 && status !== 402)).toEqual([]);
  });
});

describe("a stale session", () => {
  test("is turned away before anything is read, validated or done", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    await giveRole(admin.id, "owner");
    const doneBefore = done;
    for (const body of [{ name: "a thing" }, { name: 1 }, "{"]) {
      expect((await client.request("POST", "/things", { body })).status).toBe(402);
    }
    expect(done).toBe(doneBefore);
  });

  test("stays stale when the person asks for another organization", async () => {
    const { admin, organizationId } = await adminAndMember();
    const client = await app.as(admin);
    await giveRole(admin.id, "owner");
    const body = { organization_id: organizationId };
    expect((await client.request("PUT", "/session/organization", { body })).status).toBe(402);
  });
});

describe("every change of the facts", () => {
  const changes: [string, (userId: string, organizationId: string) => Promise<unknown>][] = [
    ["the account's name", (id) => database.sql`UPDATE users SET name = 'Ada L.' WHERE id = ${id}`],
    [
      "the account's address",
      (id) => database.sql`UPDATE users SET email = ${`${id}@new.example.com`} WHERE id = ${id}`,
    ],
    ["the password", (id) => database.sql`UPDATE users SET password_hash = '$x' WHERE id = ${id}`],
    ["becoming an operator", (id) => database.sql`UPDATE users SET operator = true WHERE id = ${id}`],
    ["leaving", (id) => database.sql`DELETE FROM memberships WHERE user_id = ${id}`],
    [
      "a suspended membership",
      (id) => database.sql`UPDATE memberships SET status = 'suspended' WHERE user_id = ${id}`,
    ],
    [
      "the organization's name",
      (_, id) => database.sql`UPDATE organizations SET name = 'Renamed' WHERE id = ${id}`,
    ],
    ["the end of the organization", (_, id) => database.sql`DELETE FROM organizations WHERE id = ${id}`],
  ];

  test.each(changes)("%s flags the person's session and nobody else's", async (_, change) => {
    const [one, other] = [await createOrganization(database.db), await createOrganization(database.db)];
    const [client, bystander] = [await app.as(one.owner), await app.as(other.owner)];
    await change(one.owner.id, one.organization.id);
    expect((await client.request("GET", "/session")).status).toBe(402);
    expect((await bystander.request("GET", "/session")).status).toBe(200);
    expect((await client.request("POST", "/session/revalidation")).status).toBe(200);
    expect((await client.request("GET", "/session")).status).toBe(200);
  });

  test("a change of what a role allows flags all who hold it in that organization", async () => {
    const { organizationId, member } = await adminAndMember();
    const [{ id: roleId }] =
      await database.sql`INSERT INTO roles (organization_id, name) VALUES (${organizationId}, 'guest') RETURNING id`;
    await database.sql`UPDATE memberships SET role_id = ${roleId} WHERE user_id = ${member.id}`;
    const client = await app.as(member);
    await database.sql`INSERT INTO role_permissions VALUES (${roleId}, 'members.invite')`;
    expect((await client.request("GET", "/session")).status).toBe(402);
    expect((await client.request("POST", "/session/revalidation")).body.permissions).toEqual([
      "members.invite",
    ]);
  });

  test("what no session remembers flags none", async () => {
    const { owner, organization } = await createOrganization(database.db);
    const client = await app.as(owner);
    await database.sql`UPDATE users SET preferences = '{"theme":"dark"}', last_signed_in_at = now() WHERE id = ${owner.id}`;
    await database.sql`UPDATE organizations SET settings = '{"a":1}' WHERE id = ${organization.id}`;
    expect((await client.request("GET", "/session")).status).toBe(200);
  });
});

describe("renewal", () => {
  test("of somebody who left falls back to the organization joined last", async () => {
    const { organization: first, owner } = await createOrganization(database.db);
    const { organization: second } = await createOrganization(database.db, { owner });
    const client = await app.as(owner);
    expect((await client.request("GET", "/session")).body.organization.id).toBe(second.id);
    await database.sql`DELETE FROM memberships WHERE organization_id = ${second.id}`;
    expect((await client.request("POST", "/session/revalidation")).body.organization.id).toBe(first.id);
  });

  test.each([
    ["suspended", "UPDATE users SET status = 'suspended' WHERE id = $1"],
    ["deleted", "UPDATE users SET deleted_at = now() WHERE id = $1"],
  ])("401 for somebody who was %s, and the session is gone", async (_, change) => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    await database.sql.unsafe(change, [user.id]);
    expect((await client.request("GET", "/session")).status).toBe(402);
    const { status, body, headers } = await client.request("POST", "/session/revalidation");
    expect([status, body.code]).toEqual([401, "not_signed_in"]);
    expect(headers.get("set-cookie")).toStartWith("session=; Max-Age=0");
    expect([...(await database.sql`SELECT id FROM sessions WHERE user_id = ${user.id}`)]).toEqual([]);
    expect((await client.request("GET", "/session")).status).toBe(401);
  });

  test("401 for strangers", async () => {
    expect((await app.request("POST", "/session/revalidation")).status).toBe(401);
  });

  test("a browser gets the new token as a cookie and nowhere else", async () => {
    const { token } = await app.as(await createUser(database.db));
    const { body, headers } = await app.request("POST", "/session/revalidation", {
      headers: { cookie: `session=${token}`, "sec-fetch-site": "same-origin" },
    });
    expect(body.token).toBeNull();
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const [, renewed = ""] = /=([\w-]+)/.exec(headers.getSetCookie()[0] ?? "") ?? [];
    expect(renewed).not.toBe(token);
    expect((await withToken(renewed, "GET", "/session")).status).toBe(200);
  });

  test("20 tabs that renew at once get the same new token", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    await giveRole(admin.id, "member");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.request("POST", "/session/revalidation")),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const tokens = new Set(answers.map(({ body }) => body.token));
    expect(tokens.size).toBe(1);
    expect((await withToken([...tokens][0], "GET", "/session")).status).toBe(200);
  });

  test("a request that was under way with the old token is served; half a minute later none is", async () => {
    const client = await app.as(await createUser(database.db));
    const { token } = (await client.request("POST", "/session/revalidation")).body;
    expect((await client.request("GET", "/session")).status).toBe(200);

    await database.sql`UPDATE sessions SET previous_expires_at = now() WHERE id = ${client.sessionId}`;
    expect((await client.request("GET", "/session")).status).toBe(401);
    expect((await client.request("POST", "/session/revalidation")).status).toBe(401);
    expect((await withToken(token, "GET", "/session")).status).toBe(200);
  });

  test("the old token ends with its session", async () => {
    const client = await app.as(await createUser(database.db));
    await client.request("POST", "/session/revalidation");
    await database.sql`DELETE FROM sessions WHERE id = ${client.sessionId}`;
    expect((await client.request("GET", "/session")).status).toBe(401);
  });
});

describe("a change that meets a renewal", () => {
  test("and is not committed yet is waited for", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    // Its token is new by this: the next renewal writes nothing before it reads the facts, and has to wait on purpose.
    await client.request("POST", "/session/revalidation");
    const { promise: committing, resolve: commit } = Promise.withResolvers<void>();
    const { promise: changed, resolve: hasChanged } = Promise.withResolvers<void>();
    const change = database.sql.begin(async (tx) => {
      await tx`UPDATE memberships SET role_id = (SELECT id FROM roles WHERE name = 'member' AND organization_id IS NULL)
        WHERE user_id = ${admin.id}`;
      hasChanged();
      await committing;
    });
    await changed;
    const renewal = client.request("POST", "/session/revalidation");
    await untilWaiting(database.sql, 1);
    commit();
    await change;
    expect((await renewal).body.organization.role).toBe("member");
  });

  test("is never lost: afterwards the session is right, or flagged", async () => {
    const { admin } = await adminAndMember();
    const client = await app.as(admin);
    let token = client.token;
    for (let round = 0; round < 60; round++) {
      const role = round % 2 === 0 ? "member" : "admin";
      const [renewal] = await Promise.all([
        withToken(token, "POST", "/session/revalidation"),
        giveRole(admin.id, role),
      ]);
      token = renewal.body.token;
      const { status, body } = await withToken(token, "GET", "/session");
      if (status !== 402) expect(body.organization.role).toBe(role);
    }
  });
});
