import { describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { mailedToken, tokenOf } from "../../../testing/mailbox.ts";

const database = testDatabase();
/** Room for 50 at once: that too many are turned away is tested where it is decided. */
const app = testApp(database, { env: { PASSWORD_HASH_QUEUE_MAX: "50" } });

const PASSWORD = "correct horse battery";
let count = 0;
const newAddress = () => `person${++count}@example.com`;

const register = (email: string, given: Record<string, unknown> = {}) =>
  app.request("POST", "/auth/register", { body: { email, name: "Ada", password: PASSWORD, ...given } });

const confirm = (token: string) =>
  app.request("POST", "/auth/email-verifications/consume", { body: { token, transport: "bearer" } });

const login = (email: string, password = PASSWORD) =>
  app.request("POST", "/auth/login", { body: { email, password, transport: "bearer" } });

const usersWith = async (email: string) => [
  ...(await database.sql`SELECT name, password_hash, email_verified_at FROM users WHERE email = ${email}`),
];

describe("registering", () => {
  test("202, and the mailed link makes the account usable and signs in", async () => {
    const email = newAddress();
    const { status, body } = await register(email);
    expect([status, body]).toEqual([202, { status: "sent" }]);
    expect((await login(email)).status).toBe(401);

    const confirmed = await confirm(await mailedToken(app, email));
    expect(confirmed.status).toBe(200);
    expect(confirmed.body).toMatchObject({
      user: { email, name: "Ada", email_verified: true },
      organization: null,
    });
    const { token } = confirmed.body;
    expect((await app.request("GET", "/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(
      200,
    );
    expect((await login(email)).status).toBe(200);
  });

  test("the address may come in any case and with space around it", async () => {
    const email = newAddress();
    await register(`  ${email.toUpperCase()} `);
    await confirm(await mailedToken(app, email));
    expect((await login(email)).status).toBe(200);
    expect((await login(email.toUpperCase())).status).toBe(200);
  });

  test("with a taken address answers the same, and tells the owner", async () => {
    const { email } = await createUser(database.db);
    const [free, taken] = [await register(newAddress()), await register(email)];
    expect(taken.status).toBe(free.status);
    expect(taken.body).toEqual(free.body);
    expect([...taken.headers.keys()]).toEqual([...free.headers.keys()]);
    await app.idle();
    const [mail, ...others] = app.mailbox.list(email);
    expect(mail?.template).toBe("already_registered");
    expect(others).toEqual([]);
  });

  test.each([
    [{ password: "1234567" }, "password_too_short"],
    [{ password: "password123" }, "password_too_common"],
    [{ name: "Grace Hopper", password: "Grace Hopper" }, "password_too_common"],
    [{ email: "no address" }, "invalid_input"],
    [{ email: "\u212A@example.com" }, "invalid_input"],
    [{ name: "" }, "invalid_input"],
  ])("422 for %p", async (given, code) => {
    const { status, body } = await register(newAddress(), given);
    expect(status).toBe(422);
    expect([code, "invalid_input"]).toContain(body.code);
    expect(JSON.stringify(body)).not.toContain(String(Object.values(given).at(-1) || "?"));
  });

  test("50 at once for one address, in any case: one account, and one password that works", async () => {
    const email = newAddress();
    const passwords = Array.from({ length: 50 }, (_, index) => `a password of mine ${index}`);
    const answers = await Promise.all(
      passwords.map((password, index) =>
        register(index % 2 === 0 ? email : email.toUpperCase(), { password }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await app.idle();
    expect(await usersWith(email)).toHaveLength(1);

    const tokens = app.mailbox.list(email).map(({ url }) => tokenOf(url));
    expect(tokens).toHaveLength(50);
    const confirmed = await Promise.all(tokens.map(confirm));
    expect(confirmed.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(400)]);
    const logins = await Promise.all(passwords.map((password) => login(email, password)));
    expect(logins.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await usersWith(email)).toHaveLength(1);
  });
});

describe("the link of a registration", () => {
  test("works once", async () => {
    const email = newAddress();
    await register(email);
    const token = await mailedToken(app, email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["token_invalid"]));
    const sessions = await database.sql`SELECT FROM sessions WHERE email = ${email}`;
    expect(sessions).toHaveLength(1);
  });

  test("not when it has expired", async () => {
    const email = newAddress();
    await register(email);
    const token = await mailedToken(app, email);
    await database.sql`UPDATE registrations SET created_at = now() - interval '2 days', expires_at = now() WHERE email = ${email}`;
    expect((await confirm(token)).body.code).toBe("token_invalid");
  });

  test.each(["A".repeat(43), "short", "", 1])("400 or 422 for %p", async (token) => {
    const { status } = await app.request("POST", "/auth/email-verifications/consume", { body: { token } });
    expect([400, 422]).toContain(status);
  });

  test("asked for again proves the address, and brings no password along", async () => {
    const email = newAddress();
    await register(email);
    await app.idle();
    expect((await app.request("POST", "/auth/email-verifications", { body: { email } })).status).toBe(202);
    expect((await confirm(await mailedToken(app, email))).status).toBe(200);
    expect((await login(email)).status).toBe(401);
  });
});

describe("somebody who registers with an address of yours before you do", () => {
  const planted = "the attacker's password";

  test("has no password when you register and use your own link", async () => {
    const email = newAddress();
    await register(email, { name: "Mallory", password: planted });
    await app.idle();
    await register(email, { name: "Ada" });
    expect((await confirm(await mailedToken(app, email))).body.user.name).toBe("Ada");
    expect((await login(email, planted)).status).toBe(401);
    expect((await login(email)).status).toBe(200);
  });

  test("cannot have the link used that was mailed for them once you have proven the address", async () => {
    const email = newAddress();
    await register(email, { password: planted });
    const theirs = await mailedToken(app, email);
    await register(email);
    await confirm(await mailedToken(app, email));
    expect((await confirm(theirs)).body.code).toBe("token_invalid");
    expect((await login(email, planted)).status).toBe(401);
  });

  test.each(["magic-links", "password-resets"])(
    "has nothing once you prove the address by %s",
    async (way) => {
      const email = newAddress();
      await register(email, { password: planted });
      const theirs = await mailedToken(app, email);
      await app.request("POST", `/auth/${way}`, { body: { email } });
      const body = { token: await mailedToken(app, email), password: PASSWORD };
      expect((await app.request("POST", `/auth/${way}/consume`, { body })).status).toBe(200);
      expect((await confirm(theirs)).body.code).toBe("token_invalid");
      expect((await login(email, planted)).status).toBe(401);
      expect((await usersWith(email))[0]?.email_verified_at).toBeInstanceOf(Date);
    },
  );

  test("loses even a password and a session that an unproven account has in the database", async () => {
    const { id, email } = await createUser(database.db, { emailVerifiedAt: null, passwordHash: "$planted" });
    const theirs = await app.as({ id });
    await app.request("POST", "/auth/magic-links", { body: { email } });
    const token = await mailedToken(app, email);
    expect((await app.request("POST", "/auth/magic-links/consume", { body: { token } })).status).toBe(200);
    expect((await theirs.request("GET", "/session")).status).toBe(401);
    expect((await usersWith(email))[0]?.password_hash).toBeNull();
  });
});
