import { beforeAll, describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { mailedToken } from "../../../testing/mailbox.ts";
import { type BuiltInRole, builtInRoles, refusal, type Staff, staff } from "../../../testing/staff.ts";

const database = testDatabase();
const app = testApp(database);

const PASSWORD = "correct horse battery";

let roles: Record<BuiltInRole, string>;
beforeAll(async () => {
  roles = await builtInRoles(database.db);
});

let count = 0;
const newAddress = () => `guest${++count}@example.com`;

/** The token of the mail that an address is invited with. */
async function invited({ owner, path }: Staff, email: string, role: BuiltInRole = "member"): Promise<string> {
  await owner.request("POST", path("/invitations"), { body: { email, role_id: roles[role] } });
  return await mailedToken(app, email);
}

const consume = (client: SignedInClient, token: string) =>
  client.request("POST", "/invitations/consume", { body: { token } });

const register = (token: string, given: Record<string, unknown> = {}) =>
  app.request("POST", "/invitations/registration", {
    body: { token, name: "Grace", transport: "bearer", ...given },
  });

const placesOf = async (email: string) =>
  (
    await database.sql`SELECT memberships.organization_id FROM memberships JOIN users ON users.id = memberships.user_id
      WHERE users.email = ${email} AND users.deleted_at IS NULL`
  ).map(({ organization_id }: { organization_id: string }) => organization_id);

describe("POST /invitations/consume", () => {
  test("joins with the role of the invitation, stays in the present organization, and is on record", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email, "admin");
    const client = await app.as(user);
    const { status, body } = await consume(client, token);
    expect([status, body]).toEqual([200, { organization_id: acme.organizationId, role: "admin" }]);
    expect((await client.request("GET", "/session")).body.organization).toBeNull();
    const moved = await client.request("PUT", "/session/organization", {
      body: { organization_id: body.organization_id },
    });
    expect(moved.body.organization).toMatchObject({ id: acme.organizationId, role: "admin" });
    const { items } = (await acme.owner.request("GET", acme.path("/audit-events"))).body;
    expect(items[0]).toMatchObject({ action: "invitation.accepted", actor_id: user.id });
  });

  test("works once", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email);
    const client = await app.as(user);
    expect((await consume(client, token)).status).toBe(200);
    expect(refusal(await consume(client, token))).toEqual([400, "token_invalid"]);
  });

  test("of 50 uses at once exactly one succeeds", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email);
    const client = await app.as(user);
    const answers = await Promise.all(Array.from({ length: 50 }, () => consume(client, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === "token_invalid")).toHaveLength(49);
    expect(await placesOf(user.email)).toEqual([acme.organizationId]);
  });

  test("403 with another account, and the invitation stays open for its own", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email);
    const thief = await app.as(await createUser(database.db));
    expect(refusal(await consume(thief, token))).toEqual([403, "invitation_for_another_address"]);
    expect((await consume(await app.as(user), token)).status).toBe(200);
  });

  test("403 for an account that never proved the address", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db, { emailVerifiedAt: null });
    const token = await invited(acme, user.email);
    expect(refusal(await consume(await app.as(user), token))).toEqual([
      403,
      "invitation_for_another_address",
    ]);
  });

  test("409 for whom is a member by now: an old invitation neither raises nor lets back in", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email, "admin");
    await database.sql`INSERT INTO memberships (organization_id, user_id, role_id, status)
      VALUES (${acme.organizationId}, ${user.id}, ${roles.member}, 'suspended')`;
    expect(refusal(await consume(await app.as(user), token))).toEqual([409, "already_member"]);
    const [place] = await database.sql`SELECT role_id, status FROM memberships WHERE user_id = ${user.id}`;
    expect(place).toEqual({ role_id: roles.member, status: "suspended" });
  });

  test("400 once it expired or was revoked", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const client = await app.as(user);
    const expired = await invited(acme, user.email);
    await database.sql`UPDATE invitations SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE email = ${user.email}`;
    expect(refusal(await consume(client, expired))).toEqual([400, "token_invalid"]);
    const revoked = await invited(acme, user.email);
    await database.sql`UPDATE invitations SET revoked_at = now() WHERE email = ${user.email}`;
    expect(refusal(await consume(client, revoked))).toEqual([400, "token_invalid"]);
  });
});

describe("POST /invitations/registration", () => {
  test("makes the account, joins, and is signed in there: the link proved the address", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const { status, body } = await register(await invited(acme, email), { password: PASSWORD });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      user: { email, name: "Grace", email_verified: true },
      organization: { id: acme.organizationId, role: "member" },
    });
    const headers = { authorization: `Bearer ${body.token}` };
    expect((await app.request("GET", acme.path("/members"), { headers })).status).toBe(200);
    const login = await app.request("POST", "/auth/login", { body: { email, password: PASSWORD } });
    expect(login.status).toBe(200);
  });

  test("a browser gets a cookie instead of a token; without a password there is none", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const { body, headers } = await register(await invited(acme, email), { transport: "cookie" });
    expect(body.token).toBeNull();
    expect(headers.get("set-cookie")).toMatch(/^session=/);
    const [user] = await database.sql`SELECT password_hash FROM users WHERE email = ${email}`;
    expect(user.password_hash).toBeNull();
  });

  test("of 50 uses at once exactly one succeeds: one account, one membership, one session", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const token = await invited(acme, email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === "token_invalid")).toHaveLength(49);
    expect(await placesOf(email)).toEqual([acme.organizationId]);
    const sessions =
      await database.sql`SELECT sessions.id FROM sessions JOIN users ON users.id = sessions.user_id WHERE users.email = ${email}`;
    expect(sessions).toHaveLength(1);
  });

  test("409 when the address has an account: nobody gets into it by an invitation", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db);
    const token = await invited(acme, user.email);
    expect(refusal(await register(token, { password: PASSWORD }))).toEqual([409, "email_taken"]);
    expect(await placesOf(user.email)).toEqual([]);
    expect((await consume(await app.as(user), token)).status).toBe(200);
  });

  test("what somebody planted under the address before its owner came is void", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const planted = { email, name: "Mallory", password: "planted password" };
    await app.request("POST", "/auth/register", { body: planted });
    const verification = await mailedToken(app, email);
    const { id } = (await database.sql`SELECT id FROM users WHERE email = ${email}`)[0];
    const mallory = await app.as({ id });

    const { status, body } = await register(await invited(acme, email), { password: PASSWORD });
    expect([status, body.user.id, body.user.name]).toEqual([201, id, "Grace"]);
    expect((await mallory.request("GET", "/session")).status).toBe(401);
    const login = await app.request("POST", "/auth/login", { body: planted });
    expect(login.status).not.toBe(200);
    const late = await app.request("POST", "/auth/email-verifications/consume", {
      body: { token: verification },
    });
    expect(refusal(late)).toEqual([400, "token_invalid"]);
  });

  test("400 for a suspended account, and nothing happens", async () => {
    const acme = await staff(app, database.db);
    const user = await createUser(database.db, { emailVerifiedAt: null });
    await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${user.id}`;
    expect(refusal(await register(await invited(acme, user.email)))).toEqual([400, "token_invalid"]);
    expect(await placesOf(user.email)).toEqual([]);
  });

  test("422 for a password that anybody guesses, and the link still works", async () => {
    const acme = await staff(app, database.db);
    const token = await invited(acme, newAddress());
    expect(refusal(await register(token, { password: "password123" }))).toEqual([422, "password_too_common"]);
    expect((await register(token)).status).toBe(201);
  });
});
