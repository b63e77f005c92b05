import { beforeAll, describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createUser } from "../../../testing/factories.ts";
import { type BuiltInRole, builtInRoles, refusal, renew, type Staff, staff } from "../../../testing/staff.ts";

const database = testDatabase();
const app = testApp(database);

let roles: Record<BuiltInRole, string>;
beforeAll(async () => {
  roles = await builtInRoles(database.db);
});

const change = (client: SignedInClient, { path }: Staff, userId: string, body: object) =>
  client.request("PATCH", path(`/members/${userId}`), { body });

const remove = (client: SignedInClient, { path }: Staff, userId: string) =>
  client.request("DELETE", path(`/members/${userId}`));

const leave = (client: SignedInClient, { path }: Staff) => client.request("DELETE", path("/membership"));

/** Who is there, as what: "owner", "admin", "member (suspended)". */
async function membersOf({ organizationId }: Staff): Promise<string[]> {
  const rows = await database.sql`SELECT roles.name, memberships.status FROM memberships
    JOIN roles ON roles.id = memberships.role_id WHERE memberships.organization_id = ${organizationId} ORDER BY memberships.id`;
  return rows.map(({ name, status }: { name: string; status: string }) =>
    status === "active" ? name : `${name} (${status})`,
  );
}

const eventsOf = async ({ organizationId }: Staff) =>
  await database.sql`SELECT action, actor_id, details FROM audit_events WHERE organization_id = ${organizationId} ORDER BY id`;

async function secondOwner(acme: Staff): Promise<SignedInClient> {
  return await app.as(
    (await createMember(database.db, { organizationId: acme.organizationId, role: "owner" })).user,
  );
}

describe("GET /organizations/:id/members", () => {
  test("who belongs to it, as what, in the order of joining", async () => {
    const acme = await staff(app, database.db);
    const { status, body } = await acme.member.request("GET", acme.path("/members"));
    expect(status).toBe(200);
    expect(body.items.map(({ role }: { role: string }) => role)).toEqual(["owner", "admin", "member"]);
    expect(body.items[1]).toEqual({
      id: expect.any(String),
      user_id: acme.admin.userId,
      name: expect.stringContaining("User"),
      email: expect.stringContaining("@example.com"),
      status: "active",
      role_id: roles.admin,
      role: "admin",
      created_at: expect.stringMatching(/Z$/),
    });
  });

  test("page by page", async () => {
    const { path, member } = await staff(app, database.db);
    const first = await member.request("GET", path("/members?limit=2"));
    const next = await member.request("GET", path(`/members?limit=2&cursor=${first.body.next_cursor}`));
    expect([...first.body.items, ...next.body.items].map(({ role }) => role)).toEqual([
      "owner",
      "admin",
      "member",
    ]);
  });
});

describe("PATCH /organizations/:id/members/:user_id", () => {
  test("another role: that person's rights change with the next request, and it is on record", async () => {
    const acme = await staff(app, database.db);
    const { status, body } = await change(acme.owner, acme, acme.member.userId, { role_id: roles.admin });
    expect([status, body.role, body.role_id]).toEqual([200, "admin", roles.admin]);
    expect((await acme.member.request("GET", acme.path())).status).toBe(402);
    expect((await acme.admin.request("GET", acme.path())).status).toBe(200);
    const { body: identity } = await (await renew(acme.member)).request("GET", "/session");
    expect(identity.permissions).toContain("members.invite");
    expect([...(await eventsOf(acme))]).toEqual([
      {
        action: "member.role_changed",
        actor_id: acme.owner.userId,
        details: { user_id: acme.member.userId, from: "member", to: "admin" },
      },
    ]);
  });

  test("suspended: the organization is out of reach, the account is not; and back in", async () => {
    const acme = await staff(app, database.db);
    const { body } = await change(acme.admin, acme, acme.member.userId, { status: "suspended" });
    expect(body.status).toBe("suspended");
    expect((await acme.member.request("GET", acme.path())).status).toBe(402);
    await renew(acme.member);
    expect((await acme.member.request("GET", acme.path())).status).toBe(404);
    expect((await acme.member.request("GET", "/session")).body.organization).toBeNull();
    await change(acme.admin, acme, acme.member.userId, { status: "active" });
    const back = await acme.member.request("PUT", "/session/organization", {
      body: { organization_id: acme.organizationId },
    });
    expect(back.status).toBe(200);
    expect((await eventsOf(acme)).map(({ action }: { action: string }) => action)).toEqual([
      "member.suspended",
      "member.reinstated",
    ]);
  });

  test("what is so already changes nothing, flags nobody and is not on record", async () => {
    const acme = await staff(app, database.db);
    const same = { role_id: roles.member, status: "active" };
    expect((await change(acme.owner, acme, acme.member.userId, same)).status).toBe(200);
    expect((await acme.member.request("GET", acme.path())).status).toBe(200);
    expect(await eventsOf(acme)).toHaveLength(0);
  });

  test("403 for admins who make or touch owners", async () => {
    const acme = await staff(app, database.db);
    const tries = [
      [acme.member.userId, { role_id: roles.owner }],
      [acme.admin.userId, { role_id: roles.owner }],
      [acme.owner.userId, { role_id: roles.member }],
      [acme.owner.userId, { status: "suspended" }],
    ] as const;
    for (const [userId, body] of tries) {
      expect(refusal(await change(acme.admin, acme, userId, body))).toEqual([403, "owners_only"]);
    }
    expect(await membersOf(acme)).toEqual(["owner", "admin", "member"]);
  });

  test("403 for whom gives or touches more than is held: nobody climbs by promoting a friend", async () => {
    const acme = await staff(app, database.db);
    await database.sql`
      WITH role AS (INSERT INTO roles (organization_id, name) VALUES (${acme.organizationId}, 'hr') RETURNING id),
      grants AS (INSERT INTO role_permissions SELECT id, 'members.update' FROM role)
      UPDATE memberships SET role_id = role.id FROM role WHERE user_id = ${acme.member.userId}`;
    const hr = await renew(acme.member);
    for (const [userId, body] of [
      [hr.userId, { role_id: roles.admin }],
      [acme.admin.userId, { status: "suspended" }],
    ] as const) {
      expect(refusal(await change(hr, acme, userId, body))).toEqual([403, "permission_not_held"]);
    }
  });

  test("404 for whom or what another organization has", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    const { owner, member } = acme;
    expect(refusal(await change(owner, acme, globex.member.userId, { status: "suspended" }))).toEqual([
      404,
      "member_not_found",
    ]);
    const [foreign] =
      await database.sql`INSERT INTO roles (organization_id, name) VALUES (${globex.organizationId}, 'x') RETURNING id`;
    expect(refusal(await change(owner, acme, member.userId, { role_id: foreign.id }))).toEqual([
      404,
      "role_not_found",
    ]);
  });

  test.each([{}, { role_id: "x" }, { status: "gone" }])("422 for %j", async (body) => {
    const acme = await staff(app, database.db);
    expect(refusal(await change(acme.owner, acme, acme.member.userId, body))).toEqual([422, "invalid_input"]);
  });
});

describe("the last owner", () => {
  test("cannot be demoted, suspended or removed, not even by himself, and cannot leave", async () => {
    const acme = await staff(app, database.db);
    const { owner } = acme;
    for (const answer of [
      await change(owner, acme, owner.userId, { role_id: roles.admin }),
      await change(owner, acme, owner.userId, { status: "suspended" }),
      await remove(owner, acme, owner.userId),
      await leave(owner, acme),
    ]) {
      expect(refusal(answer)).toEqual([409, "last_owner"]);
    }
    expect(await membersOf(acme)).toEqual(["owner", "admin", "member"]);
  });

  test("is not the last as long as there is another who can act", async () => {
    const acme = await staff(app, database.db);
    const other = await secondOwner(acme);
    await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${other.userId}`;
    expect(refusal(await leave(acme.owner, acme))).toEqual([409, "last_owner"]);
    await database.sql`UPDATE users SET status = 'active' WHERE id = ${other.userId}`;
    expect((await leave(acme.owner, acme)).status).toBe(204);
  });

  test.each(["demote", "remove", "suspend"])("two who %s each other at once: one remains", async (how) => {
    for (let round = 0; round < 5; round += 1) {
      const acme = await staff(app, database.db);
      const other = await secondOwner(acme);
      const against = (client: SignedInClient, { userId }: SignedInClient) => {
        if (how === "remove") return remove(client, acme, userId);
        return change(
          client,
          acme,
          userId,
          how === "demote" ? { role_id: roles.admin } : { status: "suspended" },
        );
      };
      const answers = await Promise.all([against(acme.owner, other), against(other, acme.owner)]);
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses[0]).toBeOneOf([200, 204]);
      // Who was second had lost the right while waiting: is an admin now, or not there any more.
      expect(statuses[1]).toBeOneOf([402, 403]);
      expect((await membersOf(acme)).filter((member) => member === "owner")).toHaveLength(1);
    }
  });

  test("one who leaves and one who deletes the account at once: one remains", async () => {
    const acme = await staff(app, database.db);
    const other = await secondOwner(acme);
    const answers = await Promise.all([leave(acme.owner, acme), other.request("DELETE", "/me")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await membersOf(acme)).filter((member) => member === "owner")).toHaveLength(1);
  });

  test("two who leave at once: one remains", async () => {
    const acme = await staff(app, database.db);
    const other = await secondOwner(acme);
    const answers = await Promise.all([leave(acme.owner, acme), leave(other, acme)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect((await membersOf(acme)).filter((member) => member === "owner")).toHaveLength(1);
  });
});

describe("DELETE /organizations/:id/members/:user_id", () => {
  test("the person is out at once, and it is on record", async () => {
    const acme = await staff(app, database.db);
    expect((await remove(acme.admin, acme, acme.member.userId)).status).toBe(204);
    expect((await acme.member.request("GET", acme.path())).status).toBe(402);
    expect((await (await renew(acme.member)).request("GET", acme.path())).status).toBe(404);
    expect(await membersOf(acme)).toEqual(["owner", "admin"]);
    expect([...(await eventsOf(acme))]).toEqual([
      {
        action: "member.removed",
        actor_id: acme.admin.userId,
        details: { user_id: acme.member.userId, role: "member" },
      },
    ]);
  });

  test("403 for admins who remove owners; 404 for whom is no member", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    expect(refusal(await remove(acme.admin, acme, acme.owner.userId))).toEqual([403, "owners_only"]);
    expect(refusal(await remove(acme.owner, acme, globex.member.userId))).toEqual([404, "member_not_found"]);
    expect(await membersOf(globex)).toHaveLength(3);
  });
});

describe("DELETE /organizations/:id/membership", () => {
  test("leaves, whatever one may do there, and works in another organization from then on", async () => {
    const [acme, globex] = [await staff(app, database.db), await staff(app, database.db)];
    const user = await createUser(database.db);
    for (const { organizationId } of [globex, acme])
      await createMember(database.db, { organizationId, user });
    const client = await app.as(user);
    expect((await leave(client, acme)).status).toBe(204);
    const { body } = await (await renew(client)).request("GET", "/session");
    expect(body.organization.id).toBe(globex.organizationId);
    expect((await eventsOf(acme)).map(({ action }: { action: string }) => action)).toEqual(["member.left"]);
  });
});
