import { beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { openDatabase } from "../../database/index.ts";
import { migrateUp } from "../../database/migrations/index.ts";
import { bunSql } from "../../platform/bun-sql.ts";
import * as jobs from "../../repositories/jobs.ts";
import * as users from "../../repositories/users.ts";
import { SETUP_TIMEOUT_MS } from "../../testing/patience.ts";
import { testServer } from "../../testing/server.ts";
import { run } from "../sql.ts";

const server = testServer();

/** What is printed. */
async function sqlTop(options: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    const env = { NODE_ENV: "production", DATABASE_URL: server.url };
    expect(await run({ args: ["top"], options, env })).toBe(0);
    return out.join("\n");
  } finally {
    console.log = log;
  }
}

test("without the extension it says how to get it", async () => {
  const { message, hint } = await sqlTop().catch((error) => error);
  expect(message).toBe("this database has no pg_stat_statements");
  expect(hint).toContain("CREATE EXTENSION");
});

test("an order that there is not is named", async () => {
  expect(await sqlTop({ by: "beauty" }).catch(({ message }) => message)).toContain("beauty");
});

describe("in production", () => {
  beforeAll(async () => {
    await migrateUp({ url: server.url, directory: "migrations" });
    const sql = new SQL(server.url, { max: 1 });
    await sql`CREATE EXTENSION pg_stat_statements`;
    await sql`SELECT 'nobody knows me'`;
    await sql.close();
    await using stack = new AsyncDisposableStack();
    const db = openDatabase({ url: server.url, poolMax: 1 }, bunSql);
    stack.defer(() => db.close());
    await users.insertUser(db, { email: "ada@example.com", name: "Ada" });
    for (const _ of [1, 2, 3]) await users.fetchUsers(db, { limit: 5 });
    await jobs.fetchFinishedJobs(db, { state: "done", limit: 7 });
  }, SETUP_TIMEOUT_MS);

  test("queries are known by their titles, whatever constants they hold; others are left out", async () => {
    const found = JSON.parse(await sqlTop({ json: true, by: "calls" }));
    const [first, ...others] = found;
    expect(first).toMatchObject({ title: "FetchUsers", file: "sql/users/FetchUsers.sql", calls: 3, rows: 3 });
    const titles = others.map(({ title }: { title: string }) => title);
    expect(titles.sort()).toEqual(["FetchFinishedJobs", "InsertUser"]);
  });

  test("as a table, no longer than it should be", async () => {
    expect(await sqlTop({ by: "calls", limit: "1" })).toMatch(/^TITLE .*\nFetchUsers +\d+ % [^\n]*$/);
  });
});
