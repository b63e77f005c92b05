/** What a save leads to while the generator watches, and what it survives. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testDatabase } from "../testing/database.ts";
import { migrationPath, testProject } from "./fixtures/project.ts";
import type { Run } from "./generator.ts";
import { type Watcher, watchRepositories } from "./watch.ts";

const database = testDatabase({ migrated: false });
const TABLES = "-- Why: people.\nCREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);\n";
const FETCH = "SELECT id, name FROM users WHERE id = :id!";
const USERS = "src/repositories/users.ts";
/** Generous: reaching it means that nothing came. */
const PATIENCE_MS = 10_000;

const project = testProject({ server: () => server(), migrations: {} });
let server = async (): Promise<string> => database.url;
let watcher: Watcher;
let told: (Run | Error)[] = [];
let listener: (() => void) | undefined;

function tell(news: Run | Error): void {
  told.push(news);
  listener?.();
}

/** The first thing told, now or later, that `wanted` accepts. What was told before it is forgotten. */
async function until<T extends Run | Error>(wanted: (news: Run | Error) => news is T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new Error(`not told; but ${JSON.stringify(told)}`)), PATIENCE_MS);
  listener = () => {
    const found = told.find(wanted);
    if (found === undefined) return;
    told = told.slice(told.indexOf(found) + 1);
    resolve(found);
  };
  listener();
  return await promise.finally(() => {
    clearTimeout(timer);
    listener = undefined;
  });
}

const isRun = (news: Run | Error): news is Run => !(news instanceof Error);
const good = (news: Run | Error): news is Run => isRun(news) && news.findings.length === 0;
const bad = (news: Run | Error): news is Run => isRun(news) && news.findings.length > 0;
const failed = (news: Run | Error): news is Error => news instanceof Error;

beforeEach(async () => {
  for (const path of ["sql", "src/repositories", "migrations"]) if (project.has(path)) project.remove(path);
  server = async () => database.url;
  project.write(migrationPath("create-users", 0), TABLES);
  project.query("users", "FetchUser", FETCH);
  told = [];
  watcher = watchRepositories({
    root: project.root,
    server: () => server(),
    onResult: tell,
    onFailure: (error) => tell(error instanceof Error ? error : new Error(String(error))),
  });
  expect(await until(good)).toMatchObject({ stale: [USERS, "src/repositories/index.ts"] });
});

afterEach(async () => await watcher.close());

describe("saving a query", () => {
  test("writes its repository alone", async () => {
    project.query("users", "FetchUser", "SELECT id FROM users WHERE id = :id!");
    expect(await until(good)).toMatchObject({ stale: [USERS], described: 1 });
    expect(project.read(USERS)).not.toContain("name: string");
  });

  test("through another file that takes its place, as editors do, is seen", async () => {
    const temporary = join(project.root, "sql/users/.FetchUser.sql.swp");
    writeFileSync(
      temporary,
      "/* @name FetchUser */\n-- Otherwise.\nSELECT name FROM users WHERE id = :id!;\n",
    );
    renameSync(temporary, join(project.root, "sql/users/FetchUser.sql"));
    expect(await until(good)).toMatchObject({ stale: [USERS] });
  });

  test("with a mistake keeps the old code; putting it right clears the finding", async () => {
    const before = project.read(USERS);
    project.query("users", "FetchUser", "SELECT id, naem FROM users WHERE id = :id!");
    expect((await until(bad)).findings).toMatchObject([
      { file: "sql/users/FetchUser.sql", line: 3, column: 12 },
    ]);
    expect(project.read(USERS)).toBe(before);
    project.query("users", "FetchUser", FETCH);
    expect(await until(good)).toMatchObject({ stale: [] });
  });
});

describe("files and folders", () => {
  test("a new folder is a new repository, a renamed one another, a deleted one none", async () => {
    project.query("teams", "FetchTeam", "SELECT id FROM users WHERE id = :id!");
    await until((news): news is Run => good(news) && news.stale.includes("src/repositories/teams.ts"));
    renameSync(join(project.root, "sql/teams"), join(project.root, "sql/groups"));
    await until((news): news is Run => good(news) && news.orphans.includes("src/repositories/teams.ts"));
    expect(project.has("src/repositories/groups.ts")).toBe(true);
    project.remove("sql/groups");
    await until((news): news is Run => good(news) && news.orphans.includes("src/repositories/groups.ts"));
  });

  test("a deleted query takes its method along", async () => {
    project.query("users", "FetchAll", "SELECT id FROM users");
    await until(good);
    project.remove("sql/users/FetchAll.sql");
    await until((news): news is Run => good(news) && !(project.read(USERS) ?? "").includes("fetchAll"));
  });

  test("the whole of sql/ may go and come back, as when branches change", async () => {
    project.remove("sql");
    await until((news): news is Run => good(news) && news.orphans.includes(USERS));
    project.query("users", "FetchUser", FETCH);
    await until((news): news is Run => good(news) && news.stale.includes(USERS));
  });
});

describe("the schema", () => {
  test("a new migration is applied, and every query is looked at again", async () => {
    project.write(migrationPath("allow-null", 1), "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;\n");
    expect(await until(good)).toMatchObject({ stale: [USERS] });
    expect(project.read(USERS)).toContain("name: string | null;");
  });

  test("a migration that breaks a query names it; edited, it is made anew", async () => {
    project.write(migrationPath("rename", 1), "ALTER TABLE users RENAME COLUMN name TO full_name;\n");
    expect((await until(bad)).findings).toMatchObject([{ file: "sql/users/FetchUser.sql", code: "42703" }]);
    project.write(migrationPath("rename", 1), "ALTER TABLE users ADD COLUMN full_name text;\n");
    await until(good);
  });
});

describe("the server", () => {
  test("may end the connection: the next save makes a new one", async () => {
    await database.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'sqlgen%'`;
    project.query("users", "FetchUser", "SELECT id FROM users WHERE id = :id!");
    expect(await until(good)).toMatchObject({ stale: [USERS] });
  });

  test("may be away: it is told, and the save is answered when it is back", async () => {
    await database.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'sqlgen%'`;
    server = async () => "postgres://nobody@127.0.0.1:1/none";
    project.query("users", "FetchUser", "SELECT id FROM users WHERE id = :id!");
    await until(failed);
    server = async () => database.url;
    expect(await until((news): news is Run => isRun(news))).toMatchObject({ stale: [USERS], findings: [] });
  });
});

test("after closing nothing is looked at any more", async () => {
  await watcher.close();
  told = [];
  project.query("users", "FetchUser", "SELECT id FROM users WHERE id = :id!");
  const other = watchRepositories({
    root: project.root,
    server: () => server(),
    onResult: tell,
    onFailure: (error) => tell(error as Error),
  });
  await until(good);
  await other.close();
  expect(told).toEqual([]);
});
