import { beforeAll, describe, expect, test } from "bun:test";
import { operator, signedIn, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";

const database = testDatabase();
const app = testApp(database);

const names = ["Ada", "Grace", "Barbara", "Frances", "Margaret"];
const people: { id: string; name: string }[] = [];

beforeAll(async () => {
  for (const name of names) people.push(await createUser(database.db, { name }));
  await database.sql`UPDATE users SET status = 'suspended' WHERE name = 'Grace'`;
  await database.sql`UPDATE users SET deleted_at = now() WHERE name = 'Barbara'`;
});

const list = async (query = "") => {
  const { body } = await app.request("GET", `/users${query}`, { as: operator() });
  return body.items.map(({ name }: { name: string }) => name);
};

describe("GET /users", () => {
  test("living accounts, the newest first", async () => {
    expect(await list()).toEqual(["Margaret", "Frances", "Grace", "Ada"]);
  });

  test("what a client sees of one", async () => {
    const { body } = await app.request("GET", "/users?search=ada", { as: operator() });
    expect(body).toEqual({
      items: [
        {
          id: people[0]?.id,
          email: expect.stringContaining("@"),
          name: "Ada",
          status: "active",
          email_verified_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          created_at: expect.stringMatching(/Z$/),
        },
      ],
      next_cursor: null,
    });
  });

  test("pages put together are the list", async () => {
    const first = await app.request("GET", "/users?limit=3", { as: operator() });
    expect(first.body.items).toHaveLength(3);
    expect(await list(`?limit=3&cursor=${first.body.next_cursor}`)).toEqual(["Ada"]);
  });

  test("by status", async () => {
    expect(await list("?status=suspended")).toEqual(["Grace"]);
  });

  test("by a part of the name, in any case, whatever it means in SQL", async () => {
    expect(await list("?search=MARG")).toEqual(["Margaret"]);
    expect(await list("?search=%25")).toEqual([]);
    expect(await list("?search=%27%20OR%201=1--")).toEqual([]);
  });

  test.each([
    "limit=0",
    "limit=101",
    "limit=x",
    "limit=1.5",
    "status=deleted",
    "cursor=x",
    "search=",
    "search=%00",
  ])("422 for ?%s", async (query) => {
    const { status, body } = await app.request("GET", `/users?${query}`, { as: operator() });
    expect([status, body.code]).toEqual([422, "invalid_input"]);
  });

  test("403 for whoever runs an organization: that is no operator", async () => {
    const as = signedIn({ permissions: ["members.read", "organization.read"] });
    expect((await app.request("GET", "/users", { as })).status).toBe(403);
  });
});

describe("GET /users/:id", () => {
  const read = (id: string | undefined) => app.request("GET", `/users/${id}`, { as: operator() });

  test("one account", async () => {
    expect((await read(people[0]?.id)).body).toMatchObject({ id: people[0]?.id, name: "Ada" });
  });

  test("without what is nobody's business", async () => {
    const { body } = await read(people[0]?.id);
    expect(Object.keys(body).sort()).toEqual([
      "created_at",
      "email",
      "email_verified_at",
      "id",
      "name",
      "status",
    ]);
  });

  test("404 for one that never was, or was deleted", async () => {
    expect((await read("01940000-0000-7000-8000-00000000dead")).status).toBe(404);
    expect((await read(people[2]?.id)).status).toBe(404);
  });

  test("422 for what is no id", async () => {
    expect((await read("4711")).status).toBe(422);
  });

  test("403 for others", async () => {
    expect((await app.request("GET", `/users/${people[0]?.id}`, { as: signedIn() })).status).toBe(403);
  });
});
