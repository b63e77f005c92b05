import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDatabase } from "../testing/database.ts";

const database = testDatabase({ migrated: false });
const MAIN = join(import.meta.dir, "../main.ts");

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "scaffold-migrate-"));
  // As root, Postgres runs as another account, which must get through.
  chmodSync(root, 0o755);
  cpSync(join(import.meta.dir, "../../migrations"), join(root, "migrations"), { recursive: true });
});
beforeEach(async () => {
  await database.sql.unsafe("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** `scaffold migrate …` as a process of its own, in a project of its own. */
async function migrate(words: string, env: Record<string, string> = { DATABASE_URL: database.url }) {
  const child = Bun.spawn([process.execPath, MAIN, "migrate", ...words.split(" ")], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { out, err, exitCode: await child.exited };
}

test("up applies and prints a line each; status lists them; down all undoes them", async () => {
  const up = await migrate("up");
  expect(up).toMatchObject({ exitCode: 0, err: "" });
  expect(up.out).toMatch(/^up {3}20261124170000000_create-users {2}\d+ ms\n/);
  expect(up.out).toEndWith("Done.\n");
  expect((await migrate("up")).out).toBe("Nothing to do.\n");
  expect((await migrate("status")).out).toMatch(
    /^applied {2}\d{4}-\d\d-\d\dT\d\d:\d\dZ {2}20261124170000000_/,
  );
  const down = JSON.parse((await migrate("down all --json")).out);
  expect(down.steps.at(-1)).toMatchObject({ name: "20261124170000000_create-users", direction: "down" });
});

test("--dry-run shows the SQL and changes nothing", async () => {
  const { out } = await migrate("up 1 --dry-run");
  expect(out).toStartWith("-- up 20261124170000000_create-users\n");
  expect(out).toContain("CREATE TABLE users");
  const status = JSON.parse((await migrate("status --json")).out);
  expect(status.applied).toEqual([]);
  expect(status.pending[0]).toBe("20261124170000000_create-users");
});

test("create prints the path; what is wrong in it is told with its place and a hint, exit 1", async () => {
  const { out } = await migrate("create break-things");
  const path = out.trim();
  expect(path).toMatch(/^migrations\/\d{17}_break-things\.sql$/);
  writeFileSync(join(root, path), "-- Why: a test\n-- Up Migration\nSELECT nam FROM users;\n");
  const { err, exitCode } = await migrate("up");
  expect(err).toContain(`error: ${path}:3:8: column "nam" does not exist`);
  expect(err).toContain('Perhaps you meant to reference the column "users.name".');
  expect(exitCode).toBe(1);
  rmSync(join(root, path));
});

test("status exits with 1 when something is in the way of `up`", async () => {
  await migrate("up");
  await database.sql`UPDATE pgmigration_hashes SET hash = 'another' WHERE name LIKE '%create-users'`;
  const { out, exitCode } = await migrate("status");
  expect(out).toContain("create-users.sql was edited after it was applied");
  expect(exitCode).toBe(1);
});

test.each([
  ["sideways", "there is no `migrate sideways`"],
  ["up none", "how many is a number from 1 up, or `all`"],
  ["redo 2", "`migrate redo` takes no argument"],
  ["create", "`migrate create` needs a name"],
])("`migrate %s` is wrong usage, exit 2", async (words, message) => {
  const { err, exitCode } = await migrate(words);
  expect(err).toContain(message);
  expect(exitCode).toBe(2);
});

test("production needs an explicit DATABASE_URL", async () => {
  const { err, exitCode } = await migrate("up", { NODE_ENV: "production" });
  expect(err).toContain("DATABASE_URL is not set");
  expect(exitCode).toBe(1);
});

test("without DATABASE_URL, the embedded Postgres of the project is used, and stopped", async () => {
  const { out, err, exitCode } = await migrate("up 1", {});
  expect(err).toContain("Creating a Postgres 18");
  expect(out).toEndWith("Done.\n");
  expect(exitCode).toBe(0);
  expect(existsSync(join(root, ".scaffold/postgres/data/PG_VERSION"))).toBe(true);
  expect(existsSync(join(root, ".scaffold/postgres/data/postmaster.pid"))).toBe(false);
});
