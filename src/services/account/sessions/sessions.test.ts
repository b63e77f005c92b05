import { describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createOrganization, createSession, createUser } from "../../../testing/factories.ts";

const database = testDatabase();
const app = testApp(database);

describe("who is recognised", () => {
  test("the bearer of a token", async () => {
    const user = await createUser(database.db, { name: "Ada" });
    const { status, body } = await (await app.as(user)).request("GET", "/session");
    expect(status).toBe(200);
    expect(body.user).toEqual({
      id: user.id,
      email: user.email,
      name: "Ada",
      locale: "en",
      email_verified: true,
    });
    expect(body.organization).toBeNull();
    expect(body.permissions).toEqual([]);
  });

  test("a browser, by its cookie", async () => {
    const { token } = await app.as(await createUser(database.db));
    const { status } = await app.request("GET", "/session", { headers: { cookie: `session=${token}` } });
    expect(status).toBe(200);
  });

  test("over https only the cookie that no subdomain can plant", async () => {
    const secure = testApp(database, { env: { APP_URL: "https://app.example.com" } });
    const { token } = await app.as(await createUser(database.db));
    const statusWith = async (cookie: string) =>
      (await secure.request("GET", "/session", { headers: { cookie } })).status;
    expect(await statusWith(`session=${token}`)).toBe(401);
    expect(await statusWith(`__Host-session=${token}`)).toBe(200);
  });

  test.each([
    "",
    "x",
    "Bearer",
    `Bearer ${"A".repeat(43)}`,
    `Bearer ${"A".repeat(44)}`,
    `Basic ${"A".repeat(43)}`,
  ])("nobody by %p", async (authorization) => {
    const { status, body } = await app.request("GET", "/session", { headers: { authorization } });
    expect([status, body.code]).toEqual([401, "not_signed_in"]);
  });

  test("nobody once the session has expired, idle or for good", async () => {
    const [idle, old] = [
      await app.as(await createUser(database.db)),
      await app.as(await createUser(database.db)),
    ];
    await database.sql`UPDATE sessions SET idle_expires_at = now() WHERE id = ${idle.sessionId}`;
    await database.sql`UPDATE sessions SET idle_expires_at = now(), expires_at = now() WHERE id = ${old.sessionId}`;
    expect((await idle.request("GET", "/session")).status).toBe(401);
    expect((await old.request("GET", "/session")).status).toBe(401);
  });

  test("with the rights of the organization that the session works in, and of no other", async () => {
    const { organization, owner } = await createOrganization(database.db);
    const { user } = await createMember(database.db, { organizationId: organization.id });
    const { organization: own } = await createOrganization(database.db, { owner: user });
    const member = await app.as(user, { organizationId: organization.id });
    const { body } = await member.request("GET", "/session");
    expect(body.organization).toMatchObject({ id: organization.id, role: "member" });
    expect(body.permissions).not.toContain("members.invite");
    expect((await (await app.as(user)).request("GET", "/session")).body.organization.id).toBe(own.id);
    expect((await (await app.as(owner)).request("GET", "/session")).body.permissions).toContain(
      "organization.delete",
    );
  });
});

describe("the use of a session", () => {
  test("is noted, and moves its idle expiry, at most once a minute", async () => {
    const client = await app.as(await createUser(database.db));
    const state = async () =>
      (
        await database.sql`SELECT last_used_at, idle_expires_at, ip FROM sessions WHERE id = ${client.sessionId}`
      )[0];
    const before = await state();
    await client.request("GET", "/session");
    await app.idle();
    expect(await state()).toEqual(before);

    await database.sql`UPDATE sessions SET last_used_at = now() - interval '2 minutes', idle_expires_at = now() + interval '1 minute'
      WHERE id = ${client.sessionId}`;
    await client.request("GET", "/session");
    await app.idle();
    const after = await state();
    expect(after.last_used_at.getTime()).toBeGreaterThanOrEqual(before.last_used_at.getTime());
    expect(after.idle_expires_at).toEqual(
      (await database.sql`SELECT expires_at FROM sessions WHERE id = ${client.sessionId}`)[0].expires_at,
    );
    expect(after.ip).toBe("127.0.0.1");
  });
});

describe("PUT /session/organization", () => {
  test("moves the session and gives what is allowed there", async () => {
    const { organization, owner } = await createOrganization(database.db);
    const { organization: other } = await createOrganization(database.db);
    await createMember(database.db, { organizationId: other.id, user: owner });
    const client = await app.as(owner, { organizationId: organization.id });
    const { status, body } = await client.request("PUT", "/session/organization", {
      body: { organization_id: other.id },
    });
    expect(status).toBe(200);
    expect(body.organization).toMatchObject({ id: other.id, role: "member" });
    expect((await client.request("GET", "/session")).body.permissions).not.toContain("organization.delete");
  });

  test("404 for an organization that one does not belong to, and the session stays where it is", async () => {
    const { organization: foreign } = await createOrganization(database.db);
    const { organization, owner } = await createOrganization(database.db);
    const client = await app.as(owner);
    const { status, body } = await client.request("PUT", "/session/organization", {
      body: { organization_id: foreign.id },
    });
    expect([status, body.code]).toEqual([404, "organization_not_found"]);
    expect((await client.request("GET", "/session")).body.organization.id).toBe(organization.id);
  });
});

describe("/me/sessions", () => {
  test("lists one's own sessions and says which one asks", async () => {
    const user = await createUser(database.db);
    const here = await app.as(user);
    const { session: there } = await createSession(database.db, {
      userId: user.id,
      ip: "192.0.2.7",
      userAgent: "phone",
    });
    const { body } = await here.request("GET", "/me/sessions");
    expect(body.items).toHaveLength(2);
    const items = new Map(body.items.map((item: { id: string }) => [item.id, item]));
    expect(items.get(here.sessionId)).toMatchObject({ current: true });
    expect(items.get(there.id)).toMatchObject({ current: false, ip: "192.0.2.7", user_agent: "phone" });
  });

  test("DELETE of one: it is not served from then on", async () => {
    const user = await createUser(database.db);
    const [here, there] = [await app.as(user), await app.as(user)];
    expect((await here.request("DELETE", `/me/sessions/${there.sessionId}`)).status).toBe(204);
    expect((await there.request("GET", "/session")).status).toBe(401);
    expect((await here.request("GET", "/session")).status).toBe(200);
  });

  test("404 for somebody else's session, which goes on", async () => {
    const [here, foreign] = [
      await app.as(await createUser(database.db)),
      await app.as(await createUser(database.db)),
    ];
    const { status, body } = await here.request("DELETE", `/me/sessions/${foreign.sessionId}`);
    expect([status, body.code]).toEqual([404, "session_not_found"]);
    expect((await foreign.request("GET", "/session")).status).toBe(200);
  });

  test("DELETE of all: only the session that asks is left", async () => {
    const user = await createUser(database.db);
    const [here, there, elsewhere] = [await app.as(user), await app.as(user), await app.as(user)];
    expect((await here.request("DELETE", "/me/sessions")).status).toBe(204);
    const statuses = [here, there, elsewhere].map(
      async (client) => (await client.request("GET", "/session")).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  test("revoking is a security event", async () => {
    const user = await createUser(database.db);
    const [here, there] = [await app.as(user), await app.as(user)];
    await here.request("DELETE", `/me/sessions/${there.sessionId}`, { headers: { "user-agent": "phone" } });
    await here.request("DELETE", "/me/sessions");
    const events =
      await database.sql`SELECT action, session_id, host(ip) AS ip, user_agent FROM audit_events WHERE actor_id = ${user.id} ORDER BY id`;
    expect([...events]).toEqual([
      { action: "session.revoked", session_id: here.sessionId, ip: "127.0.0.1", user_agent: "phone" },
      { action: "session.others_revoked", session_id: here.sessionId, ip: "127.0.0.1", user_agent: null },
    ]);
  });
});
