/** `scaffold dev` as a person meets it: a copy of the project, one command, files saved while it runs, Ctrl-C. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { freePort } from "../testing/port.ts";

const ROOT = join(import.meta.dir, "../..");
const LIMIT_MS = 60_000;

let project: string;
let port: number;
let dev: Bun.Subprocess<"ignore", "pipe", "pipe">;
let said = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "scaffold-dev-"));
  for (const part of ["src", "sql", "migrations", "package.json", "tsconfig.json"]) {
    await cp(join(ROOT, part), join(project, part), { recursive: true });
  }
  await symlink(join(ROOT, "node_modules"), join(project, "node_modules"));
  port = await freePort();
  const { DATABASE_URL: _, ...env } = process.env;
  dev = Bun.spawn(
    [
      process.execPath,
      "src/main.ts",
      "dev",
      "--port",
      String(port),
      "--log-format",
      "pretty",
      "--log-level",
      "debug",
    ],
    {
      cwd: project,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  void follow(dev.stdout);
  void follow(dev.stderr);
  await until("the URLs are printed", () => /Docs {6}http/.test(said));
}, LIMIT_MS);

afterAll(async () => {
  dev.kill("SIGKILL");
  await rm(project, { recursive: true, force: true });
}, LIMIT_MS);

const decoder = new TextDecoder();

async function follow(stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const chunk of stream) said += decoder.decode(chunk);
}

/** Looks again and again; what never comes fails with everything that dev said. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS / 2;
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`not seen: ${what}\n${said}`);
    await Bun.sleep(5);
  }
}

const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
const generated = () => readFile(join(project, "src/repositories/users.ts"), "utf8");
const query = (title: string) => join(project, `sql/users/${title}.sql`);
const databaseUrl = () => /Database {2}(\S+)/.exec(said)?.[1] ?? "";

describe("scaffold dev", () => {
  test("brings up database, migrations, seed, API and docs, and says where", async () => {
    expect(said).toContain("migrated");
    expect(said).toContain("seeded");
    expect((await get("/health/ready")).status).toBe(200);
    expect((await get("/docs/json")).status).toBe(200);
    const sql = new SQL({ url: databaseUrl(), max: 1 });
    const [row] = await sql`SELECT count(*)::int AS people FROM users`;
    await sql.close();
    expect(row.people).toBe(3);
  });

  test("a saved query is a typed method with its documentation", async () => {
    await writeFile(
      query("FetchUserNames"),
      "/* @name FetchUserNames */\n-- Who is who.\nSELECT id, name\nFROM users;\n",
    );
    await until("the method", async () => (await generated()).includes("fetchUserNames"));
    const text = await generated();
    expect(text).toContain("/** Who is who. */");
    expect(text).toContain("export interface FetchUserNamesRow {\n  id: string;\n");
  });

  test("a query that is wrong is named with line and column, and what was generated stays", async () => {
    const before = await generated();
    await writeFile(
      query("FetchUserNames"),
      "/* @name FetchUserNames */\n-- Who is who.\nSELECT id, nick\nFROM users;\n",
    );
    await until("the finding", () =>
      said.includes('sql/users/FetchUserNames.sql:3:12 42703 column "nick" does not exist'),
    );
    expect(await generated()).toBe(before);
  });

  test("a new migration is applied, and the query that waited for it is generated", async () => {
    await writeFile(
      join(project, "migrations/20991231000000000_add-user-nick.sql"),
      "-- Why: the test needs it.\n\n-- Up Migration\n\nALTER TABLE users ADD COLUMN nick text;\n\n-- Down Migration\n\nALTER TABLE users DROP COLUMN nick;\n",
    );
    await until("the method of the new column", async () =>
      (await generated()).includes("nick: string | null"),
    );
    await until("the migration", () => said.includes("migrated 20991231000000000_add-user-nick"));
  });

  test("the running API takes up a changed query; its title is in pg_stat_activity and in the log", async () => {
    const file = join(project, "sql/health/FetchPendingMigrations.sql");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/\bWHERE\b/, "CROSS JOIN (SELECT pg_sleep(0.4)) AS slow\nWHERE"));
    const sql = new SQL({ url: databaseUrl(), max: 1 });
    await until("the title among what runs", async () => {
      const answer = get("/health/ready").catch(() => undefined);
      const [row] = await sql`
        SELECT count(*)::int AS running
        FROM pg_stat_activity
        WHERE state = 'active'
          AND query LIKE '/* FetchPendingMigrations */%pg_sleep%'`;
      await answer;
      return row.running > 0;
    });
    await sql.close();
    await until("the line of the request", () => /GET .*\/health\/ready.*FetchPendingMigrations/.test(said));
  });

  test("Ctrl-C stops everything: process, port, database", async () => {
    dev.kill("SIGINT");
    expect(await dev.exited).toBe(0);
    expect(await get("/health/live").catch(() => "refused")).toBe("refused");
    const sql = new SQL({ url: databaseUrl(), max: 1, connectionTimeout: 2 });
    const answer = await sql`SELECT 1`.catch(() => "refused");
    expect(answer).toBe("refused");
  });
});
