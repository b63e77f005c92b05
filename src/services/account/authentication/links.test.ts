import { describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { mailedToken } from "../../../testing/mailbox.ts";
import { createPerson, PASSWORD } from "../../../testing/people.ts";

const database = testDatabase();
const app = testApp(database, { env: { PASSWORD_HASH_QUEUE_MAX: "50" } });

const NEW_PASSWORD = "another horse battery";

/** Every link that signs in, and what is sent to use it. */
const ways = [
  { way: "magic-links", more: {} },
  { way: "password-resets", more: { password: NEW_PASSWORD } },
  { way: "email-verifications", more: {} },
] as const;

type Way = (typeof ways)[number]["way"];

const ask = (way: Way, email: string) => app.request("POST", `/auth/${way}`, { body: { email } });

const use = (way: Way, token: string, more: Record<string, unknown> = {}) =>
  app.request("POST", `/auth/${way}/consume`, { body: { token, transport: "bearer", ...more } });

/** Of an account for which such a link is mailed. */
const person = async (way: Way) =>
  await createPerson(database.db, way === "email-verifications" ? { emailVerifiedAt: null } : {});

async function linkOf(way: Way, email: string): Promise<string> {
  await ask(way, email);
  return await mailedToken(app, email);
}

const statusOf = async (token: string) =>
  (await app.request("GET", "/session", { headers: { authorization: `Bearer ${token}` } })).status;

const login = (email: string, password: string) =>
  app.request("POST", "/auth/login", { body: { email, password, transport: "bearer" } });

describe.each(ways)("$way", ({ way, more }) => {
  test("sign in with the token of the mail", async () => {
    const { id, email } = await person(way);
    const { status, body } = await use(way, await linkOf(way, email), more);
    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { id, email_verified: true }, session: { method: "magic_link" } });
    expect(await statusOf(body.token)).toBe(200);
  });

  test("50 uses at once: one succeeds, and there is one session", async () => {
    const { id, email } = await person(way);
    const token = await linkOf(way, email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => use(way, token, more)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(400)]);
    const codes = answers.filter(({ status }) => status === 400).map(({ body }) => body.code);
    expect(new Set(codes)).toEqual(new Set(["token_invalid"]));
    expect(await database.sql`SELECT FROM sessions WHERE user_id = ${id}`).toHaveLength(1);
  });

  test("answer the same whether there is such an account or not, and mail nobody who has none", async () => {
    const { email } = await person(way);
    const [known, unknown] = [await ask(way, email), await ask(way, "stranger@example.com")];
    expect(known.status).toBe(202);
    expect({ status: unknown.status, body: unknown.body }).toEqual({
      status: known.status,
      body: known.body,
    });
    expect([...unknown.headers.keys()]).toEqual([...known.headers.keys()]);
    await app.idle();
    expect(app.mailbox.list("stranger@example.com")).toEqual([]);
    expect(app.mailbox.list(email)).toHaveLength(1);
  });

  test("do not work once a newer one was mailed", async () => {
    const { email } = await person(way);
    const [older, newer] = [await linkOf(way, email), await linkOf(way, email)];
    expect((await use(way, older, more)).body.code).toBe("token_invalid");
    expect((await use(way, newer, more)).status).toBe(200);
  });

  test("do not work when they have expired", async () => {
    const { id, email } = await person(way);
    const token = await linkOf(way, email);
    await database.sql`UPDATE one_time_tokens SET created_at = now() - interval '2 days', expires_at = now() WHERE user_id = ${id}`;
    expect((await use(way, token, more)).body.code).toBe("token_invalid");
  });

  test("do not work for another purpose", async () => {
    const { email } = await person(way);
    const token = await linkOf(way, email);
    for (const other of ways.filter((each) => each.way !== way)) {
      expect((await use(other.way, token, other.more)).body.code).toBe("token_invalid");
    }
    expect((await use(way, token, more)).status).toBe(200);
  });

  test("do not work when the address has changed since", async () => {
    const { id, email } = await person(way);
    const token = await linkOf(way, email);
    await database.sql`UPDATE users SET email = ${`new-${email}`} WHERE id = ${id}`;
    expect((await use(way, token, more)).body.code).toBe("token_invalid");
  });

  test("do not work for a suspended account, which is mailed none either", async () => {
    const { id, email } = await person(way);
    const token = await linkOf(way, email);
    await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${id}`;
    expect((await use(way, token, more)).body.code).toBe("token_invalid");
    await ask(way, email);
    await app.idle();
    expect(app.mailbox.list(email)).toHaveLength(1);
  });

  test("are not used up by whatever opens the link, as mail scanners do", async () => {
    const { email } = await person(way);
    await ask(way, email);
    await app.idle();
    const { pathname, hash } = new URL(app.mailbox.list(email)[0]?.url ?? "");
    const token = hash.replace("#token=", "");
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      await app.request(method, pathname);
      await app.request(method, `/auth/${way}/consume`);
      await app.request(method, `/auth/${way}/consume?token=${token}`);
    }
    expect((await use(way, token, more)).status).toBe(200);
  });

  test("replace the session that the browser had", async () => {
    const { email } = await person(way);
    const planted = await app.as(await createUser(database.db));
    const token = await linkOf(way, email);
    const { body } = await app.request("POST", `/auth/${way}/consume`, {
      body: { token, transport: "bearer", ...more },
      headers: { authorization: `Bearer ${planted.token}` },
    });
    expect(body.token).not.toBe(planted.token);
    expect(await statusOf(planted.token)).toBe(401);
  });
});

describe("a password reset", () => {
  const reset = async (email: string, password = NEW_PASSWORD) =>
    await use("password-resets", await linkOf("password-resets", email), { password });

  test("the new password works, and the old one does not", async () => {
    const { email } = await createPerson(database.db);
    await reset(email);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await login(email, NEW_PASSWORD)).status).toBe(200);
  });

  test("ends all sessions and links that there were", async () => {
    const user = await createPerson(database.db);
    const client = await app.as(user);
    const magic = await linkOf("magic-links", user.email);
    const { body } = await reset(user.email);
    expect((await client.request("GET", "/session")).status).toBe(401);
    expect((await use("magic-links", magic)).body.code).toBe("token_invalid");
    expect(await statusOf(body.token)).toBe(200);
  });

  test("a password that is refused does not use the link up", async () => {
    const { email } = await createPerson(database.db);
    const token = await linkOf("password-resets", email);
    const refused = await use("password-resets", token, { password: "password123" });
    expect([refused.status, refused.body.code]).toEqual([422, "password_too_common"]);
    expect((await use("password-resets", token, { password: NEW_PASSWORD })).status).toBe(200);
  });

  test("is told by mail, and is a security event", async () => {
    const { id, email } = await createPerson(database.db);
    await reset(email);
    await app.idle();
    expect(app.mailbox.list(email).map(({ template }) => template)).toEqual([
      "password_changed",
      "password_reset",
    ]);
    const events = await database.sql`SELECT action FROM audit_events WHERE actor_id = ${id} ORDER BY id`;
    expect(events.map(({ action }: { action: string }) => action)).toEqual([
      "user.password_reset",
      "session.opened",
    ]);
  });

  test("gives a password to an account that had none", async () => {
    const { email } = await createUser(database.db);
    await reset(email);
    expect((await login(email, NEW_PASSWORD)).status).toBe(200);
  });
});
