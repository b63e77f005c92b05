import { expect, test } from "bun:test";
import { fetchUnknownPermissions } from "../../../repositories/permissions.ts";
import { PERMISSIONS } from "../../../scope.ts";
import { signedIn, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";

const database = testDatabase();
const app = testApp(database);

test("GET /permissions: what a role can allow, in a sentence each; nothing of operators", async () => {
  const { status, body } = await app.request("GET", "/permissions", { as: signedIn() });
  expect(status).toBe(200);
  expect(body.items[0]).toEqual({ name: "audit.read", description: "Read the log of security events." });
  const names = body.items.map(({ name }: { name: string }) => name);
  expect(names).toContain("members.invite");
  expect(names).not.toContain("users.read");
});

test("every permission that the code asks for is in the table, and every one in the table is asked for", async () => {
  expect(await fetchUnknownPermissions(database.db, { names: [...PERMISSIONS] })).toEqual([]);
  const names = (await database.sql`SELECT name FROM permissions`).map(({ name }: { name: string }) => name);
  expect(names.filter((name: string) => !(PERMISSIONS as readonly string[]).includes(name))).toEqual([]);
});
