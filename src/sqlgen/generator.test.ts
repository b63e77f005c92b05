/** Runs of the generator one after the other: what is written, removed, remembered, and found out again. */
import { beforeEach, describe, expect, test } from "bun:test";
import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { testDatabase } from "../testing/database.ts";
import { migrationPath, type TestProject, testProject } from "./fixtures/project.ts";

const database = testDatabase({ migrated: false });
const TABLES =
  "-- Why: people.\nCREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);\nCREATE TABLE teams (id int PRIMARY KEY);\n";
const FETCH = "SELECT id, name FROM users WHERE id = :id!";

let asked = 0;
const counted = async (): Promise<string> => {
  asked++;
  return database.url;
};

const project: TestProject = testProject({ server: counted, migrations: { "create-users": TABLES } });
const away = async (): Promise<string> => {
  throw new Error("no server is needed here");
};

const USERS = "src/repositories/users.ts";

/** The same state before every test: two repositories, generated. */
beforeEach(async () => {
  for (const path of ["sql", "src/repositories", "migrations"]) if (project.has(path)) project.remove(path);
  project.write(migrationPath("create-users", 0), TABLES);
  project.query("users", "FetchUser", FETCH);
  project.query("teams", "FetchTeam", "SELECT id FROM teams WHERE id = :id!");
  expect((await project.generate()).findings).toEqual([]);
  asked = 0;
});

describe("a second run", () => {
  test("needs no server when nothing has changed, and writes nothing", async () => {
    const before = statSync(join(project.root, USERS)).mtimeMs;
    const run = await project.generate({ server: away });
    expect(run).toMatchObject({ findings: [], stale: [], orphans: [], described: 0 });
    expect(statSync(join(project.root, USERS)).mtimeMs).toBe(before);
  });

  test("needs no server when a generated file was changed or deleted: it comes back", async () => {
    const generated = project.read(USERS) ?? "";
    project.write(USERS, generated.replace("FetchUser", "FetchNobody"));
    expect((await project.generate({ server: away })).stale).toEqual([USERS]);
    expect(project.read(USERS)).toBe(generated);
  });

  test("asks about the file alone that has changed, and leaves the other repository's file alone", async () => {
    project.query("users", "FetchUser", "SELECT id FROM users WHERE id = :id!");
    utimesSync(join(project.root, "src/repositories/teams.ts"), 1, 1);
    expect(await project.generate()).toMatchObject({ described: 1, stale: [USERS] });
    expect(project.read(USERS)).not.toContain("name: string");
    expect(statSync(join(project.root, "src/repositories/teams.ts")).mtimeMs).toBe(1000);
  });

  test("forgets nothing of the good files when another is wrong", async () => {
    project.query("users", "FetchWrong", "SELECT nothing FROM users");
    const generator = project.generator();
    expect(await generator.generate()).toMatchObject({ described: 1, stale: [] });
    expect(await generator.generate()).toMatchObject({ described: 1 });
  });

  test("starts over when its memory is damaged", async () => {
    project.write(".scaffold/sqlgen.json", "{ broken");
    expect(await project.generate()).toMatchObject({ described: 2, findings: [] });
  });
});

describe("what is left over", () => {
  test("the repository of a folder that is gone is removed, and is missing in the catalogue", async () => {
    project.remove("sql/teams");
    expect(await project.generate()).toMatchObject({ orphans: ["src/repositories/teams.ts"] });
    expect(project.has("src/repositories/teams.ts")).toBe(false);
    expect(project.read("src/repositories/index.ts")).not.toContain("FetchTeam");
  });

  test("a renamed query takes the old method with it", async () => {
    project.remove("sql/users/FetchUser.sql");
    project.query("users", "FetchPerson", FETCH);
    await project.generate();
    expect(project.read(USERS)).toContain("fetchPerson");
    expect(project.read(USERS)).not.toContain("fetchUser");
  });

  test("a file that nobody generated is left alone, and told", async () => {
    project.write("src/repositories/helpers.ts", "export const mine = 1;\n");
    expect(await project.generate()).toMatchObject({
      foreign: ["src/repositories/helpers.ts"],
      orphans: [],
    });
    expect(project.has("src/repositories/helpers.ts")).toBe(true);
  });
});

describe("checking", () => {
  test("says what would be written and removed, and does neither", async () => {
    project.remove("sql/teams");
    project.query("users", "FetchPerson", FETCH);
    const run = await project.generator().check();
    expect(run.stale).toEqual([USERS, "src/repositories/index.ts"]);
    expect(run.orphans).toEqual(["src/repositories/teams.ts"]);
    expect(project.has("src/repositories/teams.ts")).toBe(true);
    expect(project.read(USERS)).not.toContain("fetchPerson");
  });
});

describe("the schema", () => {
  test("a new migration changes the types of every query", async () => {
    const generator = project.generator();
    project.write(migrationPath("drop-not-null", 1), "ALTER TABLE users ALTER COLUMN name DROP NOT NULL;\n");
    expect(await generator.generate()).toMatchObject({ described: 2, stale: [USERS] });
    expect(project.read(USERS)).toContain("name: string | null;");
  });

  test("an edited migration that was applied already makes a new database", async () => {
    project.write(migrationPath("create-users", 0), TABLES.replace("name text NOT NULL", "name text"));
    expect((await project.generate()).findings).toEqual([]);
    expect(project.read(USERS)).toContain("name: string | null;");
  });

  test("a migration that was taken away makes a new database", async () => {
    project.write(migrationPath("add-age", 1), "ALTER TABLE users ADD COLUMN age int;\n");
    const generator = project.generator();
    await generator.generate();
    project.remove(migrationPath("add-age", 1));
    project.query("users", "FetchUser", "SELECT id, age FROM users WHERE id = :id!");
    expect((await generator.generate()).findings.map(({ code }) => code)).toEqual(["42703"]);
  });

  test("queries that a migration breaks are named, and nothing is written", async () => {
    project.write(migrationPath("drop-name", 1), "ALTER TABLE users DROP COLUMN name;\n");
    const { findings, stale } = await project.generate();
    expect(findings.map(({ file, line, column, code }) => [file, line, column, code])).toEqual([
      ["sql/users/FetchUser.sql", 3, 12, "42703"],
    ]);
    expect(stale).toEqual([]);
    expect(project.read(USERS)).toContain("name: string;");
  });

  test("a migration that fails is the finding, at its place, and works once it is put right", async () => {
    const path = migrationPath("add-age", 1);
    project.write(path, "-- Why: age.\nALTER TABLE users\n  ADD COLUMN age integr;\n");
    const generator = project.generator();
    const { findings } = await generator.generate();
    expect(findings).toMatchObject([{ file: path, line: 3, column: 18, code: "42704" }]);
    project.write(path, "-- Why: age.\nALTER TABLE users\n  ADD COLUMN age integer;\n");
    expect((await generator.generate()).findings).toEqual([]);
  });

  test("is asked for in a database of the project's own, and never in the one that the URL names", async () => {
    const [row] = await database.sql`SELECT to_regclass('public.users') AS users`;
    expect(row.users).toBeNull();
  });
});

test("a connection that was killed between two runs is replaced", async () => {
  const generator = project.generator();
  project.query("users", "FetchPerson", FETCH);
  await generator.generate();
  await database.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'sqlgen%'`;
  project.query("users", "FetchPerson", "SELECT id FROM users WHERE id = :id!");
  expect(await generator.generate()).toMatchObject({ findings: [], described: 1 });
  expect(asked).toBe(2);
});

test("two generators of one project at the same time agree", async () => {
  project.write(migrationPath("create-users", 0), TABLES.replace("name text NOT NULL", "name text"));
  const runs = await Promise.all([project.generate(), project.generate()]);
  expect(runs.map(({ findings }) => findings)).toEqual([[], []]);
  expect(project.read(USERS)).toContain("name: string | null;");
});
