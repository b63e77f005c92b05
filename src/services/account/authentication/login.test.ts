import { describe, expect, test } from "bun:test";
import { bunPasswordHasher } from "../../../platform/bun-password.ts";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createOrganization, createUser } from "../../../testing/factories.ts";
import { untilWaiting } from "../../../testing/locks.ts";
import { createPerson, PASSWORD } from "../../../testing/people.ts";

const database = testDatabase();
const app = testApp(database);

type Extra = { headers?: Record<string, string>; transport?: string };

const login = (email: string, password = PASSWORD, { headers = {}, transport = "bearer" }: Extra = {}) =>
  app.request("POST", "/auth/login", { body: { email, password, transport }, headers });

const statusOf = async (token: string) =>
  (await app.request("GET", "/session", { headers: { authorization: `Bearer ${token}` } })).status;

const cookieToken = (headers: Headers) =>
  /^session=([\w-]{43});/.exec(headers.getSetCookie()[0] ?? "")?.[1] ?? "";

const inBrowser = (token: string) => ({ cookie: `session=${token}`, "sec-fetch-site": "same-origin" });

describe("signing in with a password", () => {
  test("gives who one is, where, what is allowed, and a token", async () => {
    const owner = await createPerson(database.db);
    const { organization } = await createOrganization(database.db, { owner });
    const { status, body, headers } = await login(owner.email);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { id: owner.id, email: owner.email },
      organization: { id: organization.id, role: "owner" },
      session: { method: "password" },
    });
    expect(body.permissions).toContain("organization.delete");
    expect(await statusOf(body.token)).toBe(200);
    expect(headers.getSetCookie()).toEqual([]);
  });

  test("gives browsers a cookie that no script can read, and the token nowhere else", async () => {
    const { email } = await createPerson(database.db);
    const { body, headers } = await login(email, PASSWORD, { transport: "cookie" });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^session=[\w-]{43}; Max-Age=777\d{4}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(body.token).toBeNull();
    expect(JSON.stringify(body)).not.toContain(cookieToken(headers));
  });

  test("over https the cookie is secure and of this host alone", async () => {
    const secure = testApp(database, { env: { APP_URL: "https://app.example.com" } });
    const { email } = await createPerson(database.db);
    const { headers } = await secure.request("POST", "/auth/login", { body: { email, password: PASSWORD } });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  test("notes from where, and that somebody did", async () => {
    const { id, email } = await createPerson(database.db);
    await login(email, PASSWORD, { headers: { "user-agent": "phone" } });
    const [session] =
      await database.sql`SELECT id, host(ip) AS ip, user_agent FROM sessions WHERE user_id = ${id}`;
    expect(session).toMatchObject({ ip: "127.0.0.1", user_agent: "phone" });
    const [event] =
      await database.sql`SELECT action, session_id, details FROM audit_events WHERE actor_id = ${id}`;
    expect(event).toEqual({
      action: "session.opened",
      session_id: session.id,
      details: { method: "password" },
    });
  });
});

describe("the owner", () => {
  const signInWith = async (email: string, browser: string) => {
    await login(email, PASSWORD, { headers: { "user-agent": browser } });
    await app.idle();
  };

  test("is told of a sign-in with another browser than ever before, and of no other", async () => {
    const { email } = await createPerson(database.db);
    await signInWith(email, "the first");
    await signInWith(email, "the first");
    expect(app.mailbox.list(email)).toEqual([]);
    await signInWith(email, "the second");
    await signInWith(email, "the second");
    const [mail, ...others] = app.mailbox.list(email);
    expect(mail?.template).toBe("new_sign_in");
    expect(mail?.text).toContain("127.0.0.1 with the second");
    expect(others).toEqual([]);
  });
});

describe("what does not sign in", () => {
  test.each([
    ["a wrong password", async () => (await createPerson(database.db)).email, "another password"],
    ["the right one with a space more", async () => (await createPerson(database.db)).email, `${PASSWORD} `],
    [
      "the right one in another case",
      async () => (await createPerson(database.db)).email,
      PASSWORD.toUpperCase(),
    ],
    ["an empty one", async () => (await createPerson(database.db)).email, ""],
    ["an unknown address", async () => "nobody@example.com", PASSWORD],
    ["an account without a password", async () => (await createUser(database.db)).email, PASSWORD],
    [
      "an unproven address",
      async () => (await createPerson(database.db, { emailVerifiedAt: null })).email,
      PASSWORD,
    ],
    [
      "a suspended account",
      async () => {
        const { id, email } = await createPerson(database.db);
        await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${id}`;
        return email;
      },
      PASSWORD,
    ],
    [
      "a deleted account",
      async () => {
        const { id, email } = await createPerson(database.db);
        await database.sql`UPDATE users SET deleted_at = now() WHERE id = ${id}`;
        return email;
      },
      PASSWORD,
    ],
  ])("%s, and the answer does not say which it was", async (_, address, password) => {
    const reference = await login("somebody-else@example.com", "a wrong password");
    const { status, headers, body } = await login(await address(), password);
    expect([status, body.code]).toEqual([401, "wrong_credentials"]);
    expect({ ...body, request_id: "" }).toEqual({ ...reference.body, request_id: "" });
    expect([...headers.keys()]).toEqual([...reference.headers.keys()]);
    expect(headers.getSetCookie()).toEqual([]);
  });

  test("is a security event, also when there is no such account", async () => {
    await login("stranger@example.com", "whatever it is");
    const [event] = await database.sql`SELECT actor_id, action, details, host(ip) AS ip FROM audit_events
      WHERE details->>'email' = 'stranger@example.com'`;
    expect(event).toEqual({
      actor_id: null,
      action: "session.refused",
      details: { method: "password", email: "stranger@example.com" },
      ip: "127.0.0.1",
    });
  });

  test("a password that is changed while it is compared", async () => {
    const { id, email } = await createPerson(database.db);
    const racing = testApp(database, {
      hasher: {
        hash: async () => "$unused",
        verify: async () => {
          await database.sql`UPDATE users SET password_hash = '$another' WHERE id = ${id}`;
          return true;
        },
      },
    });
    const { status } = await racing.request("POST", "/auth/login", { body: { email, password: PASSWORD } });
    expect(status).toBe(401);
  });
});

describe("the session that a browser had", () => {
  test("is replaced by a new one, whose token nobody knew before", async () => {
    const { email } = await createPerson(database.db);
    const planted = await app.as(await createUser(database.db));
    const { headers } = await login(email, PASSWORD, {
      headers: inBrowser(planted.token),
      transport: "cookie",
    });
    expect(cookieToken(headers)).not.toBe(planted.token);
    expect(await statusOf(cookieToken(headers))).toBe(200);
    expect(await statusOf(planted.token)).toBe(401);
  });

  test("signing in again ends the one before, and leaves those of other browsers", async () => {
    const { email } = await createPerson(database.db);
    const [first, elsewhere] = [await login(email), await login(email)];
    await login(email, PASSWORD, { headers: { authorization: `Bearer ${first.body.token}` } });
    expect(await statusOf(first.body.token)).toBe(401);
    expect(await statusOf(elsewhere.body.token)).toBe(200);
  });

  test("a token of the visitor's own choice never becomes one", async () => {
    const { email } = await createPerson(database.db);
    const chosen = "A".repeat(43);
    const { headers } = await login(email, PASSWORD, { headers: inBrowser(chosen), transport: "cookie" });
    expect(cookieToken(headers)).not.toBe(chosen);
    expect(await statusOf(chosen)).toBe(401);
  });
});

describe("signing out", () => {
  test("ends this session and clears the cookie", async () => {
    const { email } = await createPerson(database.db);
    const [here, there] = [await login(email, PASSWORD, { transport: "cookie" }), await login(email)];
    const token = cookieToken(here.headers);
    const { status, headers } = await app.request("POST", "/auth/logout", { headers: inBrowser(token) });
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual(["session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]);
    expect(await statusOf(token)).toBe(401);
    expect(await statusOf(there.body.token)).toBe(200);
  });

  test("everywhere ends all of them", async () => {
    const { email } = await createPerson(database.db);
    const [here, there] = [await login(email), await login(email)];
    const headers = { authorization: `Bearer ${here.body.token}` };
    expect((await app.request("POST", "/auth/logout", { headers, body: { everywhere: true } })).status).toBe(
      204,
    );
    expect(await statusOf(here.body.token)).toBe(401);
    expect(await statusOf(there.body.token)).toBe(401);
  });

  test("works while the session waits to be revalidated", async () => {
    const { id, email } = await createPerson(database.db);
    const { token } = (await login(email)).body;
    await database.sql`UPDATE users SET name = 'Renamed' WHERE id = ${id}`;
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.request("POST", "/auth/logout", { headers })).status).toBe(204);
    expect(await statusOf(token)).toBe(401);
  });

  test("401 for who is not signed in", async () => {
    expect((await app.request("POST", "/auth/logout")).status).toBe(401);
  });
});

describe("hashes", () => {
  test("of older parameters are made anew at the next sign-in, once", async () => {
    const real = testApp(database, { hasher: bunPasswordHasher });
    const old = await Bun.password.hash(PASSWORD, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });
    const { id, email } = await createUser(database.db, { passwordHash: old });
    const hashNow = async () =>
      (await database.sql`SELECT password_hash FROM users WHERE id = ${id}`)[0].password_hash;
    const signIn = async () =>
      (
        await real.request("POST", "/auth/login", {
          body: { email, password: PASSWORD, transport: "bearer" },
        })
      ).body;
    const { token } = await signIn();
    const renewed = await hashNow();
    expect(renewed).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
    expect(await statusOf(token)).toBe(200);
    await signIn();
    expect(await hashNow()).toBe(renewed);
  });
});

describe("a change that meets a sign-in", () => {
  test("between the session's snapshot and its commit waits, and flags the session", async () => {
    const owner = await createPerson(database.db);
    await createOrganization(database.db, { owner });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: holding, resolve: holds } = Promise.withResolvers<void>();
    // The last thing that a sign-in writes is its security event: it stops there.
    const blocker = database.sql.begin(async (tx) => {
      await tx`LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE`;
      holds();
      await held;
    });
    await holding;
    const signingIn = login(owner.email);
    await untilWaiting(database.sql, 1);
    const change = Promise.resolve(database.sql`DELETE FROM memberships WHERE user_id = ${owner.id}`);
    await untilWaiting(database.sql, 2, change);
    release();
    await Promise.all([blocker, change]);
    const { body } = await signingIn;
    expect(body.organization.role).toBe("owner");
    expect(await statusOf(body.token)).toBe(402);
  });

  test("is never lost: afterwards the session is right, or flagged", async () => {
    const owner = await createPerson(database.db);
    await createOrganization(database.db, { owner });
    for (let round = 0; round < 40; round++) {
      const role = round % 2 === 0 ? "member" : "admin";
      const [{ body }] = await Promise.all([
        login(owner.email),
        database.sql`UPDATE memberships SET role_id = (SELECT id FROM roles WHERE name = ${role} AND organization_id IS NULL)
          WHERE user_id = ${owner.id}`,
      ]);
      const headers = { authorization: `Bearer ${body.token}` };
      const answer = await app.request("GET", "/session", { headers });
      if (answer.status !== 402) expect(answer.body.organization.role).toBe(role);
    }
  });
});
