import { beforeAll, describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { type BuiltInRole, builtInRoles, refusal, renew, type Staff, staff } from "../../../testing/staff.ts";

const database = testDatabase();
const app = testApp(database);

let builtIn: Record<BuiltInRole, string>;
beforeAll(async () => {
  builtIn = await builtInRoles(database.db);
});

const create = (client: SignedInClient, { path }: Staff, body: object) =>
  client.request("POST", path("/roles"), { body });

const change = (client: SignedInClient, { path }: Staff, roleId: string, body: object) =>
  client.request("PATCH", path(`/roles/${roleId}`), { body });

const remove = (client: SignedInClient, { path }: Staff, roleId: string) =>
  client.request("DELETE", path(`/roles/${roleId}`));

const give = (client: SignedInClient, { path }: Staff, userId: string, roleId: string) =>
  client.request("PATCH", path(`/members/${userId}`), { body: { role_id: roleId } });

describe("GET /organizations/:id/roles", () => {
  test("the built-in ones first, then its own, with what they allow and how many hold them; nobody else's", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    await create(globex.owner, globex, { name: "Theirs", permissions: [] });
    await create(acme.owner, acme, { name: "Auditor", permissions: ["audit.read"] });
    const { body } = await acme.member.request("GET", acme.path("/roles"));
    const summary = body.items.map((role: { name: string; built_in: boolean; member_count: number }) => [
      role.name,
      role.built_in,
      role.member_count,
    ]);
    expect(summary.slice(0, 3).sort()).toEqual([
      ["admin", true, 1],
      ["member", true, 1],
      ["owner", true, 1],
    ]);
    expect(summary.slice(3)).toEqual([["Auditor", false, 0]]);
    expect(body.items[3].permissions).toEqual(["audit.read"]);
  });

  test("page by page", async () => {
    const { path, member } = await staff(app, database.db);
    const first = await member.request("GET", path("/roles?limit=2"));
    const next = await member.request("GET", path(`/roles?limit=2&cursor=${first.body.next_cursor}`));
    expect([first.body.items.length, next.body.items.length, next.body.next_cursor]).toEqual([2, 1, null]);
  });
});

describe("POST /organizations/:id/roles", () => {
  test("a role to give from then on, and on record", async () => {
    const acme = await staff(app, database.db);
    const { status, body } = await create(acme.admin, acme, {
      name: "Inviter",
      description: "Brings people in.",
      permissions: ["members.invite", "members.read", "members.read"],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: "Inviter",
      description: "Brings people in.",
      built_in: false,
      permissions: ["members.invite", "members.read"],
      member_count: 0,
    });
    expect((await give(acme.admin, acme, acme.member.userId, body.id)).status).toBe(200);
    const { body: identity } = await (await renew(acme.member)).request("GET", "/session");
    expect([identity.organization.role, identity.permissions]).toEqual([
      "Inviter",
      ["members.invite", "members.read"],
    ]);
    const [event] =
      await database.sql`SELECT action, subject_id, details FROM audit_events WHERE organization_id = ${acme.organizationId} ORDER BY id`;
    expect(event).toMatchObject({
      action: "role.created",
      subject_id: body.id,
      details: { name: "Inviter" },
    });
  });

  test.each(["organization.delete", "users.read", "no.such"])(
    "403 for an admin who would give %s",
    async (name) => {
      const acme = await staff(app, database.db);
      const refused = await create(acme.admin, acme, {
        name: "Too much",
        permissions: ["members.read", name],
      });
      expect(refusal(refused)).toEqual([403, "permission_not_held"]);
    },
  );

  test("403 for an operator who would give what operators hold", async () => {
    const acme = await staff(app, database.db);
    await database.sql`UPDATE users SET operator = true WHERE id = ${acme.owner.userId}`;
    await renew(acme.owner);
    const refused = await create(acme.owner, acme, { name: "Operators", permissions: ["users.read"] });
    expect(refusal(refused)).toEqual([403, "permission_not_held"]);
  });

  test.each(["owner", "Admin", "MEMBER", "auditor"])("409 for the name %s, in any case", async (name) => {
    const acme = await staff(app, database.db);
    await create(acme.owner, acme, { name: "Auditor", permissions: [] });
    const refused = await create(acme.owner, acme, { name, permissions: [] });
    expect(refusal(refused)).toEqual([409, "role_name_taken"]);
  });

  test.each([
    {},
    { name: "x" },
    { name: "", permissions: [] },
    { name: "x".repeat(61), permissions: [] },
    { name: "x", permissions: "members.read" },
    { name: "x", permissions: [1] },
  ])("422 for %j", async (body) => {
    const acme = await staff(app, database.db);
    expect(refusal(await create(acme.owner, acme, body))).toEqual([422, "invalid_input"]);
  });
});

describe("PATCH /organizations/:id/roles/:role_id", () => {
  test("whoever has the role has its new permissions after the next 402, and nobody else is bothered", async () => {
    const acme = await staff(app, database.db);
    const { body: role } = await create(acme.owner, acme, { name: "Helper", permissions: ["members.read"] });
    await give(acme.owner, acme, acme.member.userId, role.id);
    await renew(acme.member);
    const { status, body } = await change(acme.owner, acme, role.id, {
      name: "Recruiter",
      permissions: ["members.invite"],
    });
    expect([status, body.name, body.permissions]).toEqual([200, "Recruiter", ["members.invite"]]);
    expect((await acme.member.request("GET", "/session")).status).toBe(402);
    expect((await acme.admin.request("GET", "/session")).status).toBe(200);
    const { body: identity } = await (await renew(acme.member)).request("GET", "/session");
    expect([identity.organization.role, identity.permissions]).toEqual(["Recruiter", ["members.invite"]]);
  });

  test("what is not given stays", async () => {
    const acme = await staff(app, database.db);
    const { body: role } = await create(acme.owner, acme, { name: "Helper", permissions: ["members.read"] });
    const { body } = await change(acme.owner, acme, role.id, { description: "Helps." });
    expect(body).toMatchObject({ name: "Helper", description: "Helps.", permissions: ["members.read"] });
  });

  test("403 for whom holds less than the role does, or would give more", async () => {
    const acme = await staff(app, database.db);
    const { body: strong } = await create(acme.owner, acme, {
      name: "Strong",
      permissions: ["organization.delete"],
    });
    const { body: weak } = await create(acme.owner, acme, { name: "Weak", permissions: [] });
    for (const [id, body] of [
      [strong.id, { permissions: [] }],
      [strong.id, { name: "Mine" }],
      [weak.id, { permissions: ["organization.delete"] }],
    ]) {
      expect(refusal(await change(acme.admin, acme, id, body))).toEqual([403, "permission_not_held"]);
    }
    expect(refusal(await remove(acme.admin, acme, strong.id))).toEqual([403, "permission_not_held"]);
  });

  test("409 for built-in roles, 404 for another organization's", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    const { body: theirs } = await create(globex.owner, globex, { name: "Theirs", permissions: [] });
    const body = { name: "Mine" };
    expect(refusal(await change(acme.owner, acme, builtIn.member, body))).toEqual([409, "role_built_in"]);
    expect(refusal(await change(acme.owner, acme, theirs.id, body))).toEqual([404, "role_not_found"]);
    expect(refusal(await remove(acme.owner, acme, builtIn.member))).toEqual([409, "role_built_in"]);
    expect(refusal(await remove(acme.owner, acme, theirs.id))).toEqual([404, "role_not_found"]);
  });

  test("a role that grows is given to nobody by whom it outgrew: change and gift happen one after the other", async () => {
    for (let round = 0; round < 5; round += 1) {
      const acme = await staff(app, database.db);
      const { body: role } = await create(acme.owner, acme, { name: "Growing", permissions: [] });
      const [grown, given] = await Promise.all([
        change(acme.owner, acme, role.id, { permissions: ["organization.delete"] }),
        give(acme.admin, acme, acme.member.userId, role.id),
      ]);
      expect(grown.status).toBe(200);
      // Given first, it was still harmless; given afterwards, it was more than an admin holds.
      expect(given.status).toBeOneOf([200, 403]);
      if (given.status === 403) expect(given.body.code).toBe("permission_not_held");
    }
  });
});

describe("DELETE /organizations/:id/roles/:role_id", () => {
  test("is gone, also when it was held, or offered, once", async () => {
    const acme = await staff(app, database.db);
    const { body: role } = await create(acme.owner, acme, { name: "Temporary", permissions: [] });
    await database.sql`INSERT INTO invitations (organization_id, email, role_id, token_hash, expires_at, revoked_at)
      VALUES (${acme.organizationId}, 'old@example.com', ${role.id}, sha256('old'), now() + interval '1 day', now())`;
    expect((await remove(acme.owner, acme, role.id)).status).toBe(204);
    expect(refusal(await remove(acme.owner, acme, role.id))).toEqual([404, "role_not_found"]);
  });

  test("409 as long as somebody has it or is invited to it", async () => {
    const acme = await staff(app, database.db);
    const { body: held } = await create(acme.owner, acme, { name: "Held", permissions: [] });
    const { body: offered } = await create(acme.owner, acme, { name: "Offered", permissions: [] });
    await give(acme.owner, acme, acme.member.userId, held.id);
    await database.sql`INSERT INTO invitations (organization_id, email, role_id, token_hash, expires_at)
      VALUES (${acme.organizationId}, 'new@example.com', ${offered.id}, sha256('new'), now() + interval '1 day')`;
    expect(refusal(await remove(acme.owner, acme, held.id))).toEqual([409, "role_in_use"]);
    expect(refusal(await remove(acme.owner, acme, offered.id))).toEqual([409, "role_in_use"]);
  });
});
