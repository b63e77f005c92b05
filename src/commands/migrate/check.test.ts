/** `scaffold migrate check` on a git repository of its own: a release, and what comes after it. */
import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { testProject } from "../../sqlgen/fixtures/project.ts";
import { testDatabase } from "../../testing/database.ts";

const database = testDatabase({ migrated: false });
const project = testProject({
  server: async () => database.url,
  migrations: {
    "create-users": `-- Why: people.
      CREATE TYPE user_status AS ENUM ('active', 'suspended');
      CREATE TABLE users (
        id int PRIMARY KEY,
        email text NOT NULL UNIQUE,
        name text NOT NULL,
        status user_status NOT NULL DEFAULT 'active',
        age int
      );`,
  },
});

const MAIN = join(import.meta.dir, "../../main.ts");

async function run(words: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  const identity = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.test" };
  const committer = { GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.test" };
  const child = Bun.spawn([...words], {
    cwd: project.root,
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, ...identity, ...committer },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, out, error };
}

const git = async (...words: string[]) => await run(["git", ...words]);
const check = async (...words: string[]) => await run([process.execPath, MAIN, "migrate", "check", ...words]);

/** The next release's migration. */
const migrate = (sql: string) =>
  project.write("migrations/20300101000000000_next.sql", `-- Why: next.\n${sql}`);

beforeAll(async () => {
  const queries: readonly (readonly [string, string])[] = [
    ["FetchUserByEmail", "SELECT id, name, status\nFROM users\nWHERE email = :email!"],
    ["FetchUserAges", "SELECT id, age FROM users WHERE age > :age!"],
    ["InsertUser", "INSERT INTO users (id, email, name) VALUES (:id!, :email!, :name!)"],
    [
      "InsertUserUnlessThere",
      "INSERT INTO users (id, email, name) VALUES (:id!, :email!, :name!) ON CONFLICT (email) DO NOTHING",
    ],
    ["ModifyUserAge", "UPDATE users SET age = :age WHERE id = :id!"],
  ];
  for (const [title, statement] of queries) project.query("users", title, statement);
  await git("init", "--quiet");
  await git("add", "sql", "migrations");
  await git("commit", "--quiet", "--message", "release");
  await git("tag", "v1");
});

afterEach(async () => {
  await git("checkout", "--quiet", "v1", "--", "sql", "migrations");
  await git("clean", "--quiet", "--force", "-d", "sql", "migrations");
});

/** What is said of the old release's queries: each "title line:column code". */
async function found() {
  const { code, out } = await check("--against", "v1", "--json");
  const { breaks, risks, needs } = JSON.parse(out);
  const named = (findings: { file: string; line: number; column: number; code: string }[]) =>
    findings.map(({ file, line, column, code }) => `${file.slice(10, -4)} ${line}:${column} ${code}`);
  return { code, breaks: named(breaks), risks: named(risks), needs: named(needs) };
}

const FINE = { code: 0, breaks: [], risks: [], needs: [] };

test("nothing has changed: fine, and the working tree and the server are left as they were", async () => {
  expect(await check("--against", "v1")).toEqual({
    code: 0,
    out: "All 5 queries of v1 go on working on the new schema.\n",
    error: "",
  });
  const left =
    await database.sql`SELECT datname FROM pg_database WHERE datname LIKE 'sqlgen_scaffold_against%'`;
  expect([...left]).toEqual([]);
  expect((await git("status", "--porcelain", "sql", "migrations")).out).toBe("");
});

test("a column that the old release reads is dropped: the place in its file, why, what to do, exit 1", async () => {
  migrate("ALTER TABLE users DROP COLUMN status;");
  project.query("users", "FetchUserByEmail", "SELECT id, name\nFROM users\nWHERE email = :email!");
  expect(await check("--against", "v1")).toEqual({
    code: 1,
    out: `These queries of v1 break on the new schema:
  sql/users/FetchUserByEmail.sql:3:18 42703 column "status" does not exist
  Until no process of the old release runs, keep what they need: add now, take away in a later release.

1 of 5 queries of v1 break.
`,
    error: "",
  });
});

test("a column that may be NULL is added: fine, and what reads it needs the migration first", async () => {
  migrate("ALTER TABLE users ADD COLUMN nick text;");
  project.query("users", "FetchUserByNick", "SELECT id FROM users WHERE nick = :nick!");
  expect(await check("--against", "v1")).toMatchObject({
    code: 0,
    out: `These queries of the new release need the new schema: migrate before it starts, and roll back code before schema:
  sql/users/FetchUserByNick.sql:3:28 42703 column "nick" does not exist

All 5 queries of v1 go on working on the new schema.
`,
  });
});

describe("a column that must not be NULL", () => {
  const inserts = ["InsertUser 3:13 column_required", "InsertUserUnlessThere 3:13 column_required"];

  test("without a default breaks the INSERTs that do not know it", async () => {
    migrate("ALTER TABLE users ADD COLUMN nick text NOT NULL;");
    expect(await found()).toEqual({ ...FINE, code: 1, breaks: inserts });
  });

  test("with a default, or a trigger that fills it, breaks nothing", async () => {
    migrate(`ALTER TABLE users ADD COLUMN nick text NOT NULL, ADD COLUMN note text NOT NULL DEFAULT '';
      CREATE FUNCTION nick() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.nick := NEW.name; RETURN NEW; END $$;
      CREATE TRIGGER nick BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION nick();`);
    expect(await found()).toEqual(FINE);
  });

  test("and was allowed to be: breaks what may write NULL to it", async () => {
    migrate("ALTER TABLE users ALTER COLUMN age SET NOT NULL;");
    expect((await found()).breaks).toEqual([...inserts, "ModifyUserAge 3:24 parameter_optional"]);
  });
});

test("another type breaks what reads it, and what passes a value that it may not take", async () => {
  migrate("ALTER TABLE users ALTER COLUMN age TYPE bigint, ALTER COLUMN email TYPE uuid USING email::uuid;");
  expect((await found()).breaks).toEqual([
    "FetchUserAges 3:12 column_changed",
    "FetchUserByEmail 5:15 parameter_changed",
    "InsertUser 3:51 parameter_changed",
    "InsertUserUnlessThere 3:51 parameter_changed",
  ]);
});

test("ON CONFLICT without its unique key breaks, though the server takes the statement until it runs", async () => {
  migrate("ALTER TABLE users DROP CONSTRAINT users_email_key;");
  expect(await found()).toEqual({
    ...FINE,
    code: 1,
    breaks: ["InsertUserUnlessThere 3:1 42P10"],
    risks: ["FetchUserByEmail 1:10 rows_changed"],
  });
});

test("what depends on the rows is a risk, and no failure", async () => {
  migrate(`ALTER TYPE user_status ADD VALUE 'gone';
    ALTER TABLE users ALTER COLUMN name DROP NOT NULL, ADD CONSTRAINT users_age_check CHECK (age > 0);`);
  expect(await found()).toEqual({
    ...FINE,
    risks: [
      "FetchUserByEmail 3:12 column_nullable",
      "FetchUserByEmail 1:10 enum_grown",
      "InsertUser 1:10 constraint_new",
      "InsertUserUnlessThere 1:10 constraint_new",
      "ModifyUserAge 1:10 constraint_new",
    ],
  });
});

test("a migration that was released and is edited now cannot be applied: exit 1", async () => {
  const [name = ""] = (await git("ls-files", "migrations")).out.trim().split("\n");
  project.write(name, `${project.read(name)}\n-- and more`);
  const { code, out } = await check("--against", "v1");
  expect(out).toContain(`${name} was edited after it was applied`);
  expect(code).toBe(1);
});

test.each([
  [["--against", "v9"], 1, "git does not give sql/ and migrations/ of v9"],
  [[], 2, "which release is it to live beside?"],
  [["--against=--output=/tmp/x"], 2, "which release is it to live beside?"],
])("`migrate check %p`: exit %p, %s", async (words, exitCode, message) => {
  const { code, error } = await check(...words);
  expect(error).toContain(message);
  expect(code).toBe(exitCode);
});
