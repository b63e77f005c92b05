import { beforeAll, describe, expect, test } from "bun:test";
import { operator, signedIn, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createMember, createOrganization, createUser, type Owned } from "../../../testing/factories.ts";

const database = testDatabase();
const app = testApp(database);

let acme: Owned;
let globex: Owned;
beforeAll(async () => {
  acme = await createOrganization(database.db, { name: "Acme" });
  globex = await createOrganization(database.db, { name: "Globex" });
});

const listAs = async (userId: string, query = "") =>
  (await app.request("GET", `/organizations${query}`, { as: signedIn({ userId }) })).body;

const readAs = (userId: string, id: string) =>
  app.request("GET", `/organizations/${id}`, { as: signedIn({ userId }) });

describe("GET /organizations", () => {
  test("those that I belong to, and no others", async () => {
    expect(await listAs(acme.owner.id)).toEqual({
      items: [{ id: acme.organization.id, slug: acme.organization.slug, name: "Acme", member_count: 1 }],
      next_cursor: null,
    });
  });

  test("an operator sees all, page by page", async () => {
    const first = await app.request("GET", "/organizations?limit=1", { as: operator() });
    const next = await app.request("GET", `/organizations?limit=1&cursor=${first.body.next_cursor}`, {
      as: operator(),
    });
    const names = [...first.body.items, ...next.body.items].map(({ name }: { name: string }) => name);
    expect(names).toEqual(["Acme", "Globex"]);
  });

  test("pages of my own", async () => {
    const both = await createUser(database.db);
    await createMember(database.db, { organizationId: acme.organization.id, user: both });
    await createMember(database.db, { organizationId: globex.organization.id, user: both });
    const first = await listAs(both.id, "?limit=1");
    const next = await listAs(both.id, `?limit=1&cursor=${first.next_cursor}`);
    expect([...first.items, ...next.items].map(({ name }: { name: string }) => name)).toEqual([
      "Acme",
      "Globex",
    ]);
    expect(next.next_cursor).toBeNull();
  });

  test("401 for strangers", async () => {
    expect((await app.request("GET", "/organizations")).status).toBe(401);
  });
});

describe("GET /organizations/:id", () => {
  test("one that I belong to", async () => {
    await database.sql`UPDATE organizations SET settings = '{"color":{"of":["logo"]}}' WHERE id = ${acme.organization.id}`;
    const { status, body } = await readAs(acme.owner.id, acme.organization.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: acme.organization.id,
      slug: acme.organization.slug,
      name: "Acme",
      settings: { color: { of: ["logo"] } },
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
  });

  test("another's is not found, exactly as one that does not exist", async () => {
    const strange = await readAs(acme.owner.id, globex.organization.id);
    const absent = await readAs(acme.owner.id, "01940000-0000-7000-8000-00000000dead");
    expect(strange.status).toBe(404);
    expect({ ...strange.body, request_id: "" }).toEqual({ ...absent.body, request_id: "" });
  });

  test("not for a member who was suspended there", async () => {
    const { user, membership } = await createMember(database.db, { organizationId: acme.organization.id });
    await database.sql`UPDATE memberships SET status = 'suspended' WHERE id = ${membership.id}`;
    expect((await readAs(user.id, acme.organization.id)).status).toBe(404);
    expect(await listAs(user.id)).toEqual({ items: [], next_cursor: null });
  });

  test("not once it is deleted", async () => {
    const { organization, owner } = await createOrganization(database.db);
    await database.sql`UPDATE organizations SET deleted_at = now() WHERE id = ${organization.id}`;
    expect((await readAs(owner.id, organization.id)).status).toBe(404);
  });

  test("any, for an operator", async () => {
    expect(
      (await app.request("GET", `/organizations/${globex.organization.id}`, { as: operator() })).status,
    ).toBe(200);
  });
});
