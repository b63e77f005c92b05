import { describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createOrganization, createUser } from "../../../testing/factories.ts";
import { refusal, renew, staff } from "../../../testing/staff.ts";
import { slugOf } from "./slug.ts";

const database = testDatabase();
const app = testApp(database);

const eventsOf = async (organizationId: string) =>
  (
    await database.sql`SELECT action FROM audit_events WHERE organization_id = ${organizationId} ORDER BY id`
  ).map(({ action }: { action: string }) => action);

describe("GET /organizations", () => {
  test("those that I belong to, with my role there, and no others", async () => {
    const { organization, owner } = await createOrganization(database.db, { name: "Acme" });
    await createOrganization(database.db);
    const { body } = await (await app.as(owner)).request("GET", "/organizations");
    expect(body).toEqual({
      items: [
        {
          id: organization.id,
          slug: organization.slug,
          name: "Acme",
          role: "owner",
          joined_at: expect.stringMatching(/Z$/),
          member_count: 1,
        },
      ],
      next_cursor: null,
    });
  });

  test("page by page", async () => {
    const user = await createUser(database.db);
    for (const name of ["One", "Two", "Three"]) await createOrganization(database.db, { owner: user, name });
    const client = await app.as(user);
    const first = await client.request("GET", "/organizations?limit=2");
    const next = await client.request("GET", `/organizations?limit=2&cursor=${first.body.next_cursor}`);
    const names = [...first.body.items, ...next.body.items].map(({ name }: { name: string }) => name);
    expect(names).toEqual(["One", "Two", "Three"]);
    expect(next.body.next_cursor).toBeNull();
  });

  test("not those that suspended me or were dissolved; an operator is a person like others here", async () => {
    const { user, membership } = await createMember(database.db, {
      organizationId: (await createOrganization(database.db)).organization.id,
    });
    const { organization } = await createOrganization(database.db, { owner: user });
    await database.sql`UPDATE memberships SET status = 'suspended' WHERE id = ${membership.id}`;
    await database.sql`UPDATE organizations SET deleted_at = now() WHERE id = ${organization.id}`;
    await database.sql`UPDATE users SET operator = true WHERE id = ${user.id}`;
    const { body } = await (await app.as(user)).request("GET", "/organizations");
    expect(body.items).toEqual([]);
  });
});

describe("POST /organizations", () => {
  const found = async (client: SignedInClient, body: object) =>
    await client.request("POST", "/organizations", { body });

  test("I own what I found, can work in it, and it is on record", async () => {
    const client = await app.as(await createUser(database.db));
    const { status, body } = await found(client, { name: "Crème & Söhne" });
    expect([status, body.slug, body.settings]).toEqual([201, "creme-sohne", {}]);
    const moved = await client.request("PUT", "/session/organization", {
      body: { organization_id: body.id },
    });
    expect(moved.body.organization).toMatchObject({ id: body.id, role: "owner" });
    expect(moved.body.permissions).toContain("organization.delete");
    expect(await eventsOf(body.id)).toEqual(["organization.created"]);
  });

  test("a name that is taken gets the next free slug", async () => {
    const client = await app.as(await createUser(database.db));
    const slugs = [];
    for (let each = 0; each < 3; each += 1) slugs.push((await found(client, { name: "Initech" })).body.slug);
    expect(slugs).toEqual(["initech", "initech-2", "initech-3"]);
  });

  test("409 for a chosen slug that is taken; of ten at once one gets it", async () => {
    const client = await app.as(await createUser(database.db));
    const wishes = Array.from({ length: 10 }, () => found(client, { name: "Same", slug: "the-same" }));
    const answers = (await Promise.all(wishes)).map(refusal);
    expect(answers.filter(([status]) => status === 201)).toHaveLength(1);
    expect(answers.filter(([, code]) => code === "slug_taken")).toHaveLength(9);
  });

  test.each([
    {},
    { name: "" },
    { name: "   " },
    { name: "x".repeat(201) },
    { name: "A", slug: "a" },
    { name: "A", slug: "Acme" },
    { name: "A", slug: "a--b" },
    { name: "A", slug: "-ab" },
  ])("422 for %j", async (body) => {
    const client = await app.as(await createUser(database.db));
    expect(refusal(await found(client, body))).toEqual([422, "invalid_input"]);
  });
});

describe("the slug of a name", () => {
  test.each([
    ["Acme", "acme"],
    ["  Ünïcode   Ltd. ", "unicode-ltd"],
    ["42", "42"],
    ["日本語", "organization"],
    ["!", "organization"],
    [`${"a".repeat(59)} ${"b".repeat(59)}`, "a".repeat(59)],
  ])("%s → %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});

describe("GET /organizations/:id", () => {
  test("the one that I work in", async () => {
    const { organizationId, path, member } = await staff(app, database.db);
    await database.sql`UPDATE organizations SET settings = '{"color":{"of":["logo"]}}' WHERE id = ${organizationId}`;
    const { status, body } = await member.request("GET", path());
    expect(status).toBe(200);
    expect(body).toEqual({
      id: organizationId,
      slug: expect.any(String),
      name: expect.any(String),
      settings: { color: { of: ["logo"] } },
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    expect(
      (await member.request("GET", path().toUpperCase().replace("/ORGANIZATIONS", "/organizations"))).status,
    ).toBe(200);
  });

  test("another's is not found, exactly as one that does not exist", async () => {
    const [{ owner }, other] = [await staff(app, database.db), await staff(app, database.db)];
    const strange = await owner.request("GET", other.path());
    const absent = await owner.request("GET", "/organizations/01940000-0000-7000-8000-00000000dead");
    expect(refusal(strange)).toEqual([404, "organization_not_found"]);
    expect({ ...strange.body, request_id: "" }).toEqual({ ...absent.body, request_id: "" });
  });

  test("one of my own that I do not work in now is not found either, and the answer says what to do", async () => {
    const { organization, owner } = await createOrganization(database.db);
    const { organization: later } = await createOrganization(database.db, { owner });
    const client = await app.as(owner, { organizationId: later.id });
    const { body } = await client.request("GET", `/organizations/${organization.id}`);
    expect(body.detail).toContain("PUT /session/organization");
    await client.request("PUT", "/session/organization", { body: { organization_id: organization.id } });
    expect((await client.request("GET", `/organizations/${organization.id}`)).status).toBe(200);
  });

  test("not for an operator: running the installation is no membership", async () => {
    const { path } = await staff(app, database.db);
    const user = await createUser(database.db);
    await database.sql`UPDATE users SET operator = true WHERE id = ${user.id}`;
    expect((await (await app.as(user)).request("GET", path())).status).toBe(404);
  });
});

describe("PATCH /organizations/:id", () => {
  test("changes what is given, merges settings, and members see it at once", async () => {
    const { path, admin, member, organizationId } = await staff(app, database.db);
    await admin.request("PATCH", path(), { body: { settings: { color: "red", size: 1 } } });
    const { status, body } = await admin.request("PATCH", path(), {
      body: { name: "Renamed", settings: { color: null, shape: { corners: 4 } } },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "Renamed", settings: { size: 1, shape: { corners: 4 } } });
    expect(body.settings.color).toBeUndefined();
    expect((await member.request("GET", path())).status).toBe(402);
    expect((await (await renew(member)).request("GET", "/session")).body.organization.name).toBe("Renamed");
    expect(await eventsOf(organizationId)).toEqual(["organization.changed", "organization.changed"]);
  });

  test("409 for a slug that is taken, and nothing is changed", async () => {
    const { path, owner } = await staff(app, database.db);
    const { organization } = await createOrganization(database.db);
    const before = (await owner.request("GET", path())).body;
    const refused = await owner.request("PATCH", path(), { body: { name: "New", slug: organization.slug } });
    expect(refusal(refused)).toEqual([409, "slug_taken"]);
    expect((await owner.request("GET", path())).body).toEqual(before);
  });

  test("422 for settings that grow beyond all bounds, however slowly", async () => {
    const { path, owner } = await staff(app, database.db);
    const add = (key: string) =>
      owner.request("PATCH", path(), { body: { settings: { [key]: "x".repeat(9_000) } } });
    expect((await add("first")).status).toBe(200);
    expect(refusal(await add("second"))).toEqual([422, "settings_too_large"]);
    expect(Object.keys((await owner.request("GET", path())).body.settings)).toEqual(["first"]);
  });

  test.each([{}, { name: "" }, { slug: "A" }, { settings: [] }, { settings: "x" }])(
    "422 for %j",
    async (body) => {
      const { path, owner } = await staff(app, database.db);
      expect(refusal(await owner.request("PATCH", path(), { body }))).toEqual([422, "invalid_input"]);
    },
  );

  test("403 for members", async () => {
    const { path, member } = await staff(app, database.db);
    const refused = await member.request("PATCH", path(), { body: { name: "Mine" } });
    expect(refusal(refused)).toEqual([403, "not_permitted"]);
  });
});

describe("DELETE /organizations/:id", () => {
  test("is gone for everybody, and its slug is free", async () => {
    const { path, owner, member } = await staff(app, database.db);
    const { slug } = (await owner.request("GET", path())).body;
    expect((await owner.request("DELETE", path())).status).toBe(204);
    for (const client of [owner, member]) {
      expect((await client.request("GET", path())).status).toBe(402);
      const renewed = await client.request("POST", "/session/revalidation");
      expect([renewed.status, renewed.body.organization, renewed.body.permissions]).toEqual([200, null, []]);
      expect((await client.request("GET", path())).status).toBe(404);
    }
    const again = await owner.request("POST", "/organizations", { body: { name: "Again", slug } });
    expect(again.status).toBe(201);
  });

  test("403 for admins", async () => {
    const { path, admin } = await staff(app, database.db);
    expect(refusal(await admin.request("DELETE", path()))).toEqual([403, "not_permitted"]);
  });
});

describe("POST /organizations/:id/ownership-transfer", () => {
  const transfer = (client: SignedInClient, path: string, userId: string) =>
    client.request("POST", `${path}/ownership-transfer`, { body: { user_id: userId } });

  test("makes the other the owner and me an admin, at the same moment", async () => {
    const { path, owner, member, organizationId } = await staff(app, database.db);
    expect((await transfer(owner, path(), member.userId)).status).toBe(204);
    const roleOf = async (client: SignedInClient) =>
      (await (await renew(client)).request("GET", "/session")).body.organization.role;
    expect([await roleOf(owner), await roleOf(member)]).toEqual(["admin", "owner"]);
    expect(await eventsOf(organizationId)).toEqual(["organization.transferred"]);
  });

  test("404 to whom does not belong to it, and to myself", async () => {
    const [{ path, owner }, other] = [await staff(app, database.db), await staff(app, database.db)];
    for (const userId of [other.member.userId, owner.userId]) {
      expect(refusal(await transfer(owner, path(), userId))).toEqual([404, "member_not_found"]);
    }
  });

  test("409 to whom is suspended, here or everywhere: the organization would be without an owner", async () => {
    const { path, owner, member, admin } = await staff(app, database.db);
    await database.sql`UPDATE memberships SET status = 'suspended' WHERE user_id = ${member.userId}`;
    await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${admin.userId}`;
    for (const { userId } of [member, admin]) {
      expect(refusal(await transfer(owner, path(), userId))).toEqual([409, "member_not_active"]);
    }
  });

  test("403 for whom has the permission, but is no owner", async () => {
    const { path, admin, member, organizationId } = await staff(app, database.db);
    await database.sql`
      WITH role AS (INSERT INTO roles (organization_id, name) VALUES (${organizationId}, 'deputy') RETURNING id),
      grants AS (
        INSERT INTO role_permissions SELECT role.id, permissions.name FROM role, permissions WHERE NOT operators_only
      )
      UPDATE memberships SET role_id = role.id FROM role WHERE user_id = ${admin.userId}`;
    await renew(admin);
    expect(refusal(await transfer(admin, path(), member.userId))).toEqual([403, "owners_only"]);
  });
});
