/** `scaffold sql` as a person and a machine use it: what is printed, and the exit code. */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { migrateUp } from "../database/migrations/index.ts";
import { testProject } from "../sqlgen/fixtures/project.ts";
import { testDatabase } from "../testing/database.ts";

const database = testDatabase({ migrated: false });
const project = testProject({
  server: async () => database.url,
  migrations: {
    "create-users": `-- Why: people.
      CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text);
      COMMENT ON COLUMN users.email IS 'Where mail goes.';`,
  },
});

const MAIN = join(import.meta.dir, "../main.ts");

async function scaffold(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: database.url };
  const child = Bun.spawn([process.execPath, MAIN, "sql", ...words], {
    cwd: project.root,
    env,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, out, error };
}

/** Times differ from run to run. */
const steady = (text: string): string => text.replaceAll(/\d+ ms/g, "… ms");

beforeAll(async () => {
  project.query("users", "FetchUserByEmail", "SELECT id, email, name FROM users WHERE email = :email!");
  project.query("users", "FetchUsers", "SELECT id FROM users WHERE name = :name OR :name::text IS NULL");
  const { code, out } = await scaffold("generate");
  expect({ code, out: steady(out) }).toEqual({
    code: 0,
    out: "2 queries in 1 repository: 2 files written (… ms)\n",
  });
});

describe("generate and check", () => {
  test("say that there is nothing to do", async () => {
    expect(steady((await scaffold("generate")).out)).toBe(
      "2 queries in 1 repository: nothing to do (… ms)\n",
    );
    const { code, out } = await scaffold("check");
    expect({ code, out: steady(out) }).toEqual({
      code: 0,
      out: "2 queries in 1 repository: all right, and the generated code is current (… ms)\n",
    });
  });

  test("name every mistake with its place, write nothing, and fail", async () => {
    project.query("users", "FetchBad", "SELECT naem FROM users WHERE id = :id!");
    project.query("users", "DestroyUsers", "DELETE FROM users");
    const { code, out } = await scaffold("generate");
    expect({ code, out }).toEqual({
      code: 1,
      out: `sql/users/DestroyUsers.sql:3:13 where_missing this DELETE touches every row of the table
    Write WHERE; \`WHERE true\` when every row is meant.
sql/users/FetchBad.sql:3:8 42703 column "naem" does not exist
    Perhaps you meant to reference the column "users.name".

2 problems in 2 files: nothing was written.
`,
    });
    const json = await scaffold("check", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      queries: 2,
      findings: [
        { file: "sql/users/DestroyUsers.sql", line: 3, column: 13, code: "where_missing" },
        { file: "sql/users/FetchBad.sql", line: 3, column: 8, code: "42703", hint: expect.any(String) },
      ],
    });
    project.remove("sql/users/FetchBad.sql");
    project.remove("sql/users/DestroyUsers.sql");
  });

  test("check fails on generated code that is not current, left over, or not generated", async () => {
    const users = project.read("src/repositories/users.ts") ?? "";
    project.write("src/repositories/users.ts", users.replace("email", "e_mail"));
    project.write("src/repositories/teams.ts", "// Generated from sql/teams/*.sql\n");
    project.write("src/repositories/mine.ts", "export const mine = 1;\n");
    const { code, out } = await scaffold("check", "--json");
    expect(code).toBe(1);
    expect(
      JSON.parse(out).findings.map(({ file, code: found }: Record<string, string>) => [file, found]),
    ).toEqual([
      ["src/repositories/users.ts", "output_stale"],
      ["src/repositories/teams.ts", "output_orphan"],
      ["src/repositories/mine.ts", "output_foreign"],
    ]);
    project.remove("src/repositories/mine.ts");
    expect(steady((await scaffold("generate")).out)).toBe(
      "2 queries in 1 repository: 1 file written, src/repositories/teams.ts removed (… ms)\n",
    );
    expect(project.read("src/repositories/users.ts")).toBe(users);
  });
});

describe("looking at queries", () => {
  test("list shows every title with what it takes and gives", async () => {
    expect(await scaffold("list")).toMatchObject({
      code: 0,
      out: `TITLE             REPOSITORY  RETURNS  PARAMETERS
FetchUserByEmail  users       maybe    email
FetchUsers        users       many     name?

2 queries in 1 repository
`,
    });
    const { queries } = JSON.parse((await scaffold("list", "--json")).out);
    expect(queries[0]).toMatchObject({
      title: "FetchUserByEmail",
      returns: "maybe",
      pure: true,
      columns: [{ name: "id", type: "number" }, {}, {}],
    });
  });

  test("show prints file, documentation, method and statement", async () => {
    expect((await scaffold("show", "FetchUserByEmail")).out).toBe(`sql/users/FetchUserByEmail.sql
  About FetchUserByEmail.

async function fetchUserByEmail(
  db: Db,
  params: FetchUserByEmailParams,
): Promise<FetchUserByEmailRow | null>

/* FetchUserByEmail */ SELECT id, email, name FROM users WHERE email = $1
`);
  });

  test("a title that does not exist gets the nearest one", async () => {
    const { code, error } = await scaffold("show", "FetchUserByEmial");
    expect({ code, error }).toEqual({
      code: 1,
      error: "error: there is no query called `FetchUserByEmial`\n  Did you mean `FetchUserByEmail`?\n",
    });
  });

  test("explain shows the plan on the app's database, whatever the values", async () => {
    const early = await scaffold("explain", "FetchUserByEmail");
    expect(early).toMatchObject({ code: 1, error: expect.stringContaining("scaffold migrate up") });
    await migrateUp({ url: database.url, directory: join(project.root, "migrations") });
    expect((await scaffold("explain", "FetchUserByEmail")).out).toContain("(email = $1)");
    expect(JSON.parse((await scaffold("explain", "FetchUserByEmail", "--json")).out)).toMatchObject({
      title: "FetchUserByEmail",
      plan: [{ Plan: expect.any(Object) }],
    });
  });
});

describe("new", () => {
  test("writes a file that generates as it stands, into the repository that the title speaks of", async () => {
    const titles = ["FetchUserById", "InsertUser", "ModifyUserId", "DestroyUser"];
    for (const title of titles) expect(await scaffold("new", title)).toMatchObject({ code: 0 });
    expect(project.read("sql/users/FetchUserById.sql")).toBe(
      "/* @name FetchUserById */\n-- What it is for, and what its caller must know.\nSELECT id\nFROM users\nWHERE id = :id!;\n",
    );
    for (const title of titles) {
      expect(await scaffold("show", title)).toMatchObject({ code: 0 });
    }
    for (const title of titles) project.remove(`sql/users/${title}.sql`);
  });

  test.each([
    [["new"], 2, "which title?"],
    [["new", "GetUser"], 2, "`GetUser` cannot be a title"],
    [["new", "FetchInvoice"], 2, "which repository?"],
    [["new", "FetchInvoice", "--repository", "In Voices"], 2, "cannot be a repository's name"],
    [["new", "FetchUsers"], 1, "sql/users/FetchUsers.sql is there already"],
  ])("refuses %j", async (words, code, says) => {
    expect(await scaffold(...words)).toMatchObject({ code, error: expect.stringContaining(says) });
  });
});

describe("watch", () => {
  test("tells every change in a line, and ends with 0 when it is interrupted", async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url };
    await using child = Bun.spawn([process.execPath, MAIN, "sql", "watch", "--json"], {
      cwd: project.root,
      env,
    });
    const lines = linesOf(child.stdout);
    expect(await lines.next()).toMatchObject({ value: { ok: true } });
    project.query("users", "FetchSaved", "SELECT naem FROM users");
    expect(await lines.next()).toMatchObject({
      value: { ok: false, written: [], findings: [{ code: "42703" }] },
    });
    project.query("users", "FetchSaved", "SELECT name FROM users");
    expect(await lines.next()).toMatchObject({
      value: { ok: true, written: ["src/repositories/users.ts", "src/repositories/index.ts"] },
    });
    child.kill("SIGINT");
    expect(await child.exited).toBe(0);
    project.remove("sql/users/FetchSaved.sql");
  });
});

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield JSON.parse(line);
  }
}

test("an action that does not exist gets the nearest one", async () => {
  expect(await scaffold("genrate")).toMatchObject({
    code: 2,
    error: expect.stringContaining("scaffold sql generate"),
  });
});

test("nothing is generated in production", async () => {
  const env = { PATH: process.env.PATH, DATABASE_URL: database.url, NODE_ENV: "production" };
  const child = Bun.spawnSync([process.execPath, MAIN, "sql", "generate"], { cwd: project.root, env });
  expect(child.stderr.toString()).toContain("error: repositories are not generated in production");
  expect(child.exitCode).toBe(1);
});
