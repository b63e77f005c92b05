import { describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createOrganization, createUser } from "../../../testing/factories.ts";
import { mailedToken } from "../../../testing/mailbox.ts";
import { createPerson, PASSWORD } from "../../../testing/people.ts";

const database = testDatabase();
const app = testApp(database);

const NEW_PASSWORD = "another horse battery";

const login = async (email: string, password: string) =>
  (await app.request("POST", "/auth/login", { body: { email, password, transport: "bearer" } })).status;

const actionsOf = async (userId: string) => {
  const events = await database.sql`SELECT action FROM audit_events WHERE actor_id = ${userId} ORDER BY id`;
  return events.map(({ action }: { action: string }) => action);
};

const link = async (userId: string, provider: string) =>
  (
    await database.sql`INSERT INTO identities (user_id, provider, subject) VALUES (${userId}, ${provider}, ${userId}) RETURNING id`
  )[0].id;

describe("GET /me", () => {
  test("the account, how it signs in, and where it belongs", async () => {
    const user = await createPerson(database.db, { name: "Ada" });
    const { organization } = await createOrganization(database.db, { owner: user });
    await link(user.id, "github");
    const { status, body } = await (await app.as(user)).request("GET", "/me");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: user.id,
      name: "Ada",
      has_password: true,
      providers: ["github"],
      preferences: {},
    });
    expect(body.organizations).toEqual([
      { id: organization.id, slug: organization.slug, name: organization.name, role: "owner" },
    ]);
    expect(JSON.stringify(body)).not.toContain("$argon2id");
  });
});

describe("PATCH /me", () => {
  test("changes what is given; a new name reaches the session by its renewal", async () => {
    const client = await app.as(await createUser(database.db, { locale: "de" }));
    const { status, body } = await client.request("PATCH", "/me", { body: { name: "Grace" } });
    expect([status, body.name, body.locale]).toEqual([200, "Grace", "de"]);
    expect((await client.request("GET", "/session")).status).toBe(402);
    expect((await client.request("POST", "/session/revalidation")).body.user.name).toBe("Grace");
  });

  test("merges preferences; null takes a key away", async () => {
    const client = await app.as(await createUser(database.db));
    await client.request("PATCH", "/me", { body: { preferences: { theme: "dark", dense: true } } });
    const { body } = await client.request("PATCH", "/me", {
      body: { preferences: { theme: null, size: 2 } },
    });
    expect(body.preferences).toEqual({ dense: true, size: 2 });
  });

  test.each([{ name: "" }, { locale: "english" }, { preferences: [] }])("422 for %p", async (body) => {
    const client = await app.as(await createUser(database.db));
    expect((await client.request("PATCH", "/me", { body })).status).toBe(422);
  });

  test("what is not offered is not changed", async () => {
    const user = await createUser(database.db);
    const body = { operator: true, email: "other@example.com", status: "suspended", password_hash: "$x" };
    await (await app.as(user)).request("PATCH", "/me", { body });
    const [row] =
      await database.sql`SELECT operator, email, status, password_hash FROM users WHERE id = ${user.id}`;
    expect(row).toEqual({ operator: false, email: user.email, status: "active", password_hash: null });
  });
});

describe("PUT /me/password", () => {
  const change = { current_password: PASSWORD, password: NEW_PASSWORD };

  test("the new one works, the old one does not; this session goes on and all others end", async () => {
    const user = await createPerson(database.db);
    const [here, there] = [await app.as(user), await app.as(user)];
    expect((await here.request("PUT", "/me/password", { body: change })).status).toBe(204);
    expect([await login(user.email, PASSWORD), await login(user.email, NEW_PASSWORD)]).toEqual([401, 200]);
    expect((await there.request("GET", "/session")).status).toBe(401);
    expect((await here.request("POST", "/session/revalidation")).status).toBe(200);
    expect(await actionsOf(user.id)).toContain("user.password_changed");
    await app.idle();
    expect(app.mailbox.list(user.email)[0]?.template).toBe("password_changed");
  });

  test("a reset link that was out is void", async () => {
    const user = await createPerson(database.db);
    await app.request("POST", "/auth/password-resets", { body: { email: user.email } });
    const token = await mailedToken(app, user.email);
    await (await app.as(user)).request("PUT", "/me/password", { body: change });
    const body = { token, password: "a third horse battery" };
    expect((await app.request("POST", "/auth/password-resets/consume", { body })).body.code).toBe(
      "token_invalid",
    );
  });

  test.each([
    [{ ...change, current_password: "wrong one" }, 403, "wrong_password"],
    [{ ...change, password: "password123" }, 422, "password_too_common"],
  ])("%p: %d %s, and nothing changes", async (body, status, code) => {
    const user = await createPerson(database.db);
    const answer = await (await app.as(user)).request("PUT", "/me/password", { body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await login(user.email, PASSWORD)).toBe(200);
  });

  test("409 without a password: being signed in is not enough to set one", async () => {
    const client = await app.as(await createUser(database.db));
    const { status, body } = await client.request("PUT", "/me/password", { body: change });
    expect([status, body.code]).toEqual([409, "password_not_set"]);
  });

  test("of 10 changes at once one succeeds", async () => {
    const user = await createPerson(database.db);
    const client = await app.as(user);
    const passwords = Array.from({ length: 10 }, (_, index) => `${NEW_PASSWORD} ${index}`);
    await Promise.all(
      passwords.map((password) => client.request("PUT", "/me/password", { body: { ...change, password } })),
    );
    const statuses = await Promise.all(passwords.map((password) => login(user.email, password)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });
});

describe("changing the address", () => {
  let count = 0;
  const newAddress = () => `new${++count}@example.com`;
  const ask = async (user: { id: string }, email: string, password: string | undefined = PASSWORD) =>
    await (await app.as(user)).request("POST", "/me/email-changes", { body: { email, password } });
  const use = (token: string) => app.request("POST", "/auth/email-changes/consume", { body: { token } });

  test("happens when the new address is proven; the old one is told", async () => {
    const user = await createPerson(database.db);
    const email = newAddress();
    expect((await ask(user, email.toUpperCase())).status).toBe(202);
    const token = await mailedToken(app, email);
    expect(await login(user.email, PASSWORD)).toBe(200);

    expect((await use(token)).status).toBe(204);
    expect([await login(user.email, PASSWORD), await login(email, PASSWORD)]).toEqual([401, 200]);
    await app.idle();
    const [notice] = app.mailbox.list(user.email);
    expect(notice?.template).toBe("email_changed");
    expect(notice?.text).toContain(email);
    expect(await actionsOf(user.id)).toEqual(
      expect.arrayContaining(["user.email_change_begun", "user.email_changed"]),
    );
  });

  test("50 uses of the link at once: one succeeds", async () => {
    const user = await createPerson(database.db);
    const email = newAddress();
    await ask(user, email);
    const token = await mailedToken(app, email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => use(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(49).fill(400)]);
  });

  test("a link to the old address is void", async () => {
    const user = await createPerson(database.db);
    await app.request("POST", "/auth/magic-links", { body: { email: user.email } });
    const old = await mailedToken(app, user.email);
    const email = newAddress();
    await ask(user, email);
    await use(await mailedToken(app, email));
    const { body } = await app.request("POST", "/auth/magic-links/consume", { body: { token: old } });
    expect(body.code).toBe("token_invalid");
  });

  test("to one that is taken answers the same, and bothers nobody", async () => {
    const [user, other] = [await createPerson(database.db), await createUser(database.db)];
    const [free, taken] = [await ask(user, newAddress()), await ask(user, other.email)];
    expect([taken.status, taken.body]).toEqual([free.status, free.body]);
    expect([...taken.headers.keys()]).toEqual([...free.headers.keys()]);
    await app.idle();
    expect(app.mailbox.list(other.email)).toEqual([]);
  });

  test("409 when somebody else has it by the time that the link is used", async () => {
    const user = await createPerson(database.db);
    const email = newAddress();
    await ask(user, email);
    const token = await mailedToken(app, email);
    await createUser(database.db, { email });
    const { status, body } = await use(token);
    expect([status, body.code]).toEqual([409, "email_taken"]);
    expect(await login(user.email, PASSWORD)).toBe(200);
  });

  test("to one that somebody registered and never proved is possible, and that account is gone", async () => {
    const user = await createPerson(database.db);
    const email = newAddress();
    await app.request("POST", "/auth/register", { body: { email, name: "Mallory", password: NEW_PASSWORD } });
    const theirs = await mailedToken(app, email);
    await ask(user, email);
    expect((await use(await mailedToken(app, email))).status).toBe(204);
    expect([await login(email, PASSWORD), await login(email, NEW_PASSWORD)]).toEqual([200, 401]);
    const { body } = await app.request("POST", "/auth/email-verifications/consume", {
      body: { token: theirs },
    });
    expect(body.code).toBe("token_invalid");
  });

  test("403 without the password, when there is one", async () => {
    const user = await createPerson(database.db);
    const { status, body } = await ask(user, newAddress(), "wrong one");
    expect([status, body.code]).toEqual([403, "wrong_password"]);
    const client = await app.as(user);
    const without = await client.request("POST", "/me/email-changes", { body: { email: newAddress() } });
    expect(without.body.code).toBe("wrong_password");
  });
});

describe("DELETE /me", () => {
  test("ends everything that signs in, and gives the address free", async () => {
    const user = await createPerson(database.db);
    const { organization } = await createOrganization(database.db);
    await createMember(database.db, { organizationId: organization.id, user });
    await link(user.id, "github");
    const [here, there] = [await app.as(user), await app.as(user)];
    const { status, headers } = await here.request("DELETE", "/me", { body: { password: PASSWORD } });
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([expect.stringContaining("Max-Age=0")]);
    expect((await here.request("GET", "/session")).status).toBe(401);
    expect((await there.request("GET", "/session")).status).toBe(401);
    expect(await login(user.email, PASSWORD)).toBe(401);
    expect(await database.sql`SELECT FROM memberships WHERE user_id = ${user.id}`).toHaveLength(0);
    expect(await database.sql`SELECT FROM identities WHERE user_id = ${user.id}`).toHaveLength(0);
    await createUser(database.db, { email: user.email });
    expect(await actionsOf(user.id)).toContain("user.deleted");
  });

  test("403 without the password, when there is one", async () => {
    const client = await app.as(await createPerson(database.db));
    expect((await client.request("DELETE", "/me")).body.code).toBe("wrong_password");
    expect((await client.request("GET", "/session")).status).toBe(200);
  });

  test("409 for the only owner of an organization, and it says which", async () => {
    const owner = await createUser(database.db);
    await createOrganization(database.db, { owner, name: "Acme" });
    const { status, body } = await (await app.as(owner)).request("DELETE", "/me");
    expect([status, body.code, body.detail]).toEqual([409, "sole_owner", "Acme"]);
  });

  test("of two owners who leave at once one stays", async () => {
    for (let round = 0; round < 10; round++) {
      const { organization, owner } = await createOrganization(database.db);
      const second = await createMember(database.db, { organizationId: organization.id, role: "owner" });
      const clients = [await app.as(owner), await app.as(second.user)];
      const answers = await Promise.all(clients.map((client) => client.request("DELETE", "/me")));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    }
  });
});

describe("/me/identities", () => {
  test("lists the providers, and unlinks one", async () => {
    const user = await createUser(database.db);
    const id = await link(user.id, "github");
    const client = await app.as(user);
    const { body } = await client.request("GET", "/me/identities");
    expect(body.items).toMatchObject([{ id, provider: "github", email: null }]);
    expect((await client.request("DELETE", `/me/identities/${id}`)).status).toBe(204);
    expect((await client.request("GET", "/me/identities")).body.items).toEqual([]);
    expect(await actionsOf(user.id)).toEqual(["identity.unlinked"]);
  });

  test("404 for somebody else's, which stays", async () => {
    const other = await createUser(database.db);
    const id = await link(other.id, "github");
    const client = await app.as(await createUser(database.db));
    expect((await client.request("DELETE", `/me/identities/${id}`)).status).toBe(404);
    expect(await database.sql`SELECT FROM identities WHERE id = ${id}`).toHaveLength(1);
  });

  test("404 for the last way in", async () => {
    const user = await createUser(database.db, { emailVerifiedAt: null });
    const id = await link(user.id, "github");
    expect((await (await app.as(user)).request("DELETE", `/me/identities/${id}`)).status).toBe(404);
  });
});
