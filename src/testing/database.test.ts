import { expect, test } from "bun:test";
import { testDatabase } from "./database.ts";

const database = testDatabase();
const empty = testDatabase({ migrated: false });

test("the database of a test file is migrated to head", async () => {
  const [{ users }] = await database.sql`SELECT to_regclass('users') IS NOT NULL AS users`;
  expect(users).toBe(true);
});

test("migrated: false gives an empty one", async () => {
  const [{ count }] =
    await empty.sql`SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
  expect(count).toBe(0);
});
