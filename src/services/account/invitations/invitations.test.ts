import { beforeAll, describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { mailedToken } from "../../../testing/mailbox.ts";
import { type BuiltInRole, builtInRoles, refusal, type Staff, staff } from "../../../testing/staff.ts";

const database = testDatabase();
const app = testApp(database);

let roles: Record<BuiltInRole, string>;
beforeAll(async () => {
  roles = await builtInRoles(database.db);
});

let count = 0;
const newAddress = () => `guest${++count}@example.com`;

const invite = (client: SignedInClient, { path }: Staff, email: string, role_id = roles.member) =>
  client.request("POST", path("/invitations"), { body: { email, role_id } });

const revoke = (client: SignedInClient, { path }: Staff, id: string) =>
  client.request("DELETE", path(`/invitations/${id}`));

const preview = (token: string) => app.request("POST", "/invitations/preview", { body: { token } });

const openOf = async ({ admin, path }: Staff) =>
  (await admin.request("GET", path("/invitations"))).body.items;

describe("POST /organizations/:id/invitations", () => {
  test("mails a link to the address, and is on record without it", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const { status, body } = await invite(acme.admin, acme, ` ${email.toUpperCase()} `);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      email,
      role_id: roles.member,
      role: "member",
      invited_by_name: expect.stringContaining("User"),
      created_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
    });
    const token = await mailedToken(app, email);
    const [mail] = app.mailbox.list(email);
    expect(mail?.subject).toContain("invites you to");
    expect(mail?.text).toContain("7 days");
    expect(await openOf(acme)).toEqual([body]);
    const kept = await database.sql`SELECT to_jsonb(audit_events) AS row FROM audit_events
      UNION ALL SELECT to_jsonb(invitations) FROM invitations UNION ALL SELECT to_jsonb(jobs) FROM jobs`;
    expect(JSON.stringify(kept)).toContain("invitation.sent");
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  test("asked again: one invitation, the new role, and only the new link works", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const { body: first } = await invite(acme.admin, acme, email);
    const old = await mailedToken(app, email);
    const { status, body: again } = await invite(acme.admin, acme, email, roles.admin);
    expect([status, again.id, again.role]).toEqual([201, first.id, "admin"]);
    const renewed = await mailedToken(app, email);
    expect(refusal(await preview(old))).toEqual([400, "token_invalid"]);
    expect((await preview(renewed)).body.role).toBe("admin");
    expect(await openOf(acme)).toHaveLength(1);
  });

  test("one that expired can be asked anew", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const { body } = await invite(acme.admin, acme, email);
    await database.sql`UPDATE invitations SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = ${body.id}`;
    expect(await openOf(acme)).toEqual([]);
    expect((await invite(acme.admin, acme, email)).status).toBe(201);
    expect(await openOf(acme)).toHaveLength(1);
  });

  test("of ten at once for one address all are answered, and there is one", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(acme.admin, acme, email)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await openOf(acme)).toHaveLength(1);
  });

  test("403 for admins who invite owners, and for whom gives more than is held", async () => {
    const acme = await staff(app, database.db);
    expect(refusal(await invite(acme.admin, acme, newAddress(), roles.owner))).toEqual([403, "owners_only"]);
    const { body: strong } = await acme.owner.request("POST", acme.path("/roles"), {
      body: { name: "Strong", permissions: ["organization.delete"] },
    });
    expect(refusal(await invite(acme.admin, acme, newAddress(), strong.id))).toEqual([
      403,
      "permission_not_held",
    ]);
    expect((await invite(acme.owner, acme, newAddress(), roles.owner)).status).toBe(201);
    expect(refusal(await invite(acme.member, acme, newAddress()))).toEqual([403, "not_permitted"]);
  });

  test("404 for another organization's role; 409 for whom is a member already, suspended or not", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    const { body: theirs } = await globex.owner.request("POST", globex.path("/roles"), {
      body: { name: "Theirs", permissions: [] },
    });
    expect(refusal(await invite(acme.admin, acme, newAddress(), theirs.id))).toEqual([404, "role_not_found"]);
    await database.sql`UPDATE memberships SET status = 'suspended' WHERE user_id = ${acme.member.userId}`;
    const [{ email }] = await database.sql`SELECT email FROM users WHERE id = ${acme.member.userId}`;
    expect(refusal(await invite(acme.admin, acme, email))).toEqual([409, "already_member"]);
  });

  test.each([{}, { email: "x" }, { email: "\u212a@example.com" }, { email: "a@b.c", role_id: "member" }])(
    "422 for %j",
    async (given) => {
      const { admin, path } = await staff(app, database.db);
      const body = { role_id: roles.member, ...given };
      expect(refusal(await admin.request("POST", path("/invitations"), { body }))).toEqual([
        422,
        "invalid_input",
      ]);
    },
  );
});

describe("DELETE /organizations/:id/invitations/:invitation_id", () => {
  test("the link is dead, and a mail that waits is not sent", async () => {
    const acme = await staff(app, database.db);
    const [email, waiting] = [newAddress(), newAddress()];
    const { body } = await invite(acme.admin, acme, email);
    const token = await mailedToken(app, email);
    const { body: second } = await invite(acme.admin, acme, waiting);
    for (const { id } of [body, second]) expect((await revoke(acme.admin, acme, id)).status).toBe(204);
    await app.idle();
    expect(app.mailbox.list(waiting)).toHaveLength(0);
    expect(refusal(await preview(token))).toEqual([400, "token_invalid"]);
    expect(await openOf(acme)).toEqual([]);
    expect(refusal(await revoke(acme.admin, acme, body.id))).toEqual([404, "invitation_not_found"]);
  });

  test("404 for another organization's, which stays open", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    const { body } = await invite(globex.admin, globex, newAddress());
    expect(refusal(await revoke(acme.owner, acme, body.id))).toEqual([404, "invitation_not_found"]);
    expect(await openOf(globex)).toHaveLength(1);
  });
});

describe("POST /invitations/preview", () => {
  test("says what the link would do, as often as it is asked, to whoever has it", async () => {
    const acme = await staff(app, database.db);
    const known = await createUser(database.db);
    const email = newAddress();
    for (const address of [email, known.email]) await invite(acme.admin, acme, address);
    const token = await mailedToken(app, email);
    for (let each = 0; each < 3; each += 1) {
      const { status, body } = await preview(token);
      expect([status, body]).toEqual([
        200,
        {
          email,
          organization_name: expect.stringContaining("Organization"),
          role: "member",
          invited_by_name: expect.stringContaining("User"),
          has_account: false,
          expires_at: expect.stringMatching(/Z$/),
        },
      ]);
    }
    expect((await preview(await mailedToken(app, known.email))).body.has_account).toBe(true);
  });

  test("400 for a token of nothing; nothing for a dissolved organization", async () => {
    const acme = await staff(app, database.db);
    const email = newAddress();
    await invite(acme.admin, acme, email);
    const token = await mailedToken(app, email);
    await acme.owner.request("DELETE", acme.path());
    for (const each of [token, "A".repeat(43)]) {
      expect(refusal(await preview(each))).toEqual([400, "token_invalid"]);
    }
  });
});
