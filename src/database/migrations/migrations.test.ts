import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDatabase } from "../../testing/database.ts";
import { readSchema } from "./fixtures/schema.ts";
import {
  type ConnectionFailed,
  createMigration,
  fingerprint,
  type MigrationError,
  type MigrationRefused,
  migrateDown,
  migrateRedo,
  migrateUp,
  migrationHead,
  migrationStatus,
  planMigrations,
} from "./index.ts";

const database = testDatabase({ migrated: false });
const PRODUCT = join(import.meta.dir, "../../../migrations");

const folders: string[] = [];
let directory = "";

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "scaffold-migrations-"));
  folders.push(directory);
  await database.sql.unsafe("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A migration's file; `number` orders them. */
function write(number: number, content: string, { name = "step", kind = "sql" } = {}): string {
  const path = join(directory, `2026010100000000${number}_${name}-${number}.${kind}`);
  writeFileSync(path, content);
  return path;
}

const table = (name: string) =>
  `-- Up Migration\nCREATE TABLE ${name} (id int);\n-- Down Migration\nDROP TABLE ${name};\n`;

const at = () => ({ url: database.url, directory });

async function tables(): Promise<string[]> {
  const rows = await database.sql`
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'pgmigration%'
    ORDER BY relname`;
  return rows.map(({ relname }: { relname: string }) => relname);
}

/** The error that it rejects with. */
async function failureOf<E extends Error>(work: Promise<unknown>): Promise<E> {
  const failure = await work.then(
    () => undefined,
    (error) => error,
  );
  expect(failure).toBeInstanceOf(Error);
  return failure;
}

const problemsOf = async () => (await migrationStatus(at())).problems.map(({ kind }) => kind);

describe("up", () => {
  test("applies what is pending in the order of names, and tells each with its time", async () => {
    write(2, table("second"));
    write(1, table("first"));
    const told: [string, boolean][] = [];
    const names = await migrateUp({
      ...at(),
      onApplied: ({ name, milliseconds }) => told.push([name, milliseconds > 0]),
    });
    expect(names).toEqual(["20260101000000001_step-1", "20260101000000002_step-2"]);
    expect(told).toEqual([
      ["20260101000000001_step-1", true],
      ["20260101000000002_step-2", true],
    ]);
    expect(await tables()).toEqual(["first", "second"]);
    expect(await migrationHead(database.url)).toBe("20260101000000002_step-2");
  });

  test("a count applies only so many, and a second run the rest", async () => {
    write(1, table("first"));
    write(2, table("second"));
    await migrateUp({ ...at(), count: 1 });
    expect(await tables()).toEqual(["first"]);
    expect(await migrateUp(at())).toEqual(["20260101000000002_step-2"]);
    expect(await migrateUp(at())).toEqual([]);
  });

  test("a file without markers is applied as a whole, and cannot be undone", async () => {
    write(1, "CREATE TABLE first (id int);");
    await migrateUp(at());
    expect(await tables()).toEqual(["first"]);
    const { message } = await failureOf(migrateDown(at()));
    expect(message).toContain("no `-- Down Migration` section");
  });

  test("other files in the folder are passed over; one with a wrong name is an error", async () => {
    write(1, table("first"));
    writeFileSync(join(directory, "README.md"), "DROP TABLE first;");
    writeFileSync(join(directory, "notes.txt"), "");
    expect(await migrateUp(at())).toHaveLength(1);
    writeFileSync(join(directory, "add-invoices.sql"), "");
    const { message } = await failureOf(migrateUp(at()));
    expect(message).toContain(
      "add-invoices.sql: a migration is called <time in UTC, 17 digits>_<verb>-<thing>.sql",
    );
  });

  test("each migration begins in a fresh session", async () => {
    write(1, "SET search_path TO pg_catalog; SET lock_timeout = 1;");
    write(
      2,
      "CREATE TABLE seen AS SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS lock;",
    );
    await migrateUp(at());
    const [seen] = await database.sql`SELECT * FROM public.seen`;
    expect(seen).toEqual({ path: '"$user", public', lock: "10s" });
  });

  test("two processes at once: one applies, the other waits and finds nothing to do", async () => {
    write(1, `-- Up Migration\nSELECT pg_sleep(0.3); CREATE TABLE first (id int);`);
    let waited = 0;
    const onWait = () => {
      waited++;
    };
    const applied = await Promise.all([migrateUp({ ...at(), onWait }), migrateUp({ ...at(), onWait })]);
    expect(applied.flat()).toEqual(["20260101000000001_step-1"]);
    expect(waited).toBe(1);
  });
});

describe("a failure", () => {
  test("names file, line and column, in characters, and leaves nothing of the migration", async () => {
    write(1, table("first"));
    const path = write(
      2,
      "-- Why: ü🙂\n-- Up Migration\nCREATE TABLE second (id int);\nSELECT '🙂', 1 FRM second;\n",
    );
    const failure = await failureOf<MigrationError>(migrateUp(at()));
    expect(failure.message).toBe(`${path}:4:19: syntax error at or near "second"`);
    expect(failure.facts).toMatchObject({ file: path, line: 4, column: 19, sqlstate: "42601" });
    expect(await tables()).toEqual(["first"]);
    expect(await migrationHead(database.url)).toBe("20260101000000001_step-1");
  });

  test("without a position, the statement's place is named, with Postgres' detail", async () => {
    const path = write(
      1,
      "CREATE TABLE first (id int PRIMARY KEY);\nINSERT INTO first VALUES (1);\n\n  INSERT INTO first VALUES (1);\n",
    );
    const { message, hint } = await failureOf<MigrationError>(migrateUp(at()));
    expect(message).toContain(`${path}:4:3: duplicate key value`);
    expect(hint).toBe("Key (id)=(1) already exists.");
  });

  test("Postgres' hint is passed on", async () => {
    write(1, "CREATE TABLE first (name text);\nSELECT nam FROM first;");
    const { hint } = await failureOf<MigrationError>(migrateUp(at()));
    expect(hint).toBe('Perhaps you meant to reference the column "first.name".');
  });

  test("at the commit has no line, and leaves nothing either", async () => {
    const path = write(
      1,
      `CREATE TABLE first (id int PRIMARY KEY, other int REFERENCES first DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO first VALUES (1, 2);`,
    );
    const { message } = await failureOf<MigrationError>(migrateUp(at()));
    expect(message).toStartWith(`${path}: insert or update on table "first" violates`);
    expect(await tables()).toEqual([]);
  });

  test("on the way down names the place in that section", async () => {
    const path = write(
      1,
      "-- Up Migration\nCREATE TABLE first (id int);\n-- Down Migration\nDROP TABLE frst;\n",
    );
    await migrateUp(at());
    const { message } = await failureOf<MigrationError>(migrateDown(at()));
    expect(message).toBe(`${path}:4:1: table "frst" does not exist`);
    expect(await tables()).toEqual(["first"]);
    expect(await migrationHead(database.url)).not.toBeNull();
  });

  test("what cannot run in a transaction is told about .ts files", async () => {
    write(1, "CREATE TABLE first (id int);\nCREATE INDEX CONCURRENTLY first_idx ON first (id);");
    const { hint } = await failureOf<MigrationError>(migrateUp(at()));
    expect(hint).toContain("scaffold migrate create <name> --ts");
  });
});

describe("down and redo", () => {
  test("down undoes the newest, or as many as asked", async () => {
    for (const number of [1, 2, 3]) write(number, table(`t${number}`));
    await migrateUp(at());
    expect(await migrateDown(at())).toEqual(["20260101000000003_step-3"]);
    expect(await tables()).toEqual(["t1", "t2"]);
    expect(await migrateDown({ ...at(), count: Number.POSITIVE_INFINITY })).toHaveLength(2);
    expect(await tables()).toEqual([]);
    expect(await migrateDown(at())).toEqual([]);
  });

  test("when one of them cannot be undone, none is", async () => {
    write(1, "-- Up Migration\nCREATE TABLE t1 (id int);\n-- Down Migration\n-- nothing yet\n");
    write(2, table("t2"));
    await migrateUp(at());
    const { message } = await failureOf(migrateDown({ ...at(), count: 2 }));
    expect(message).toContain("step-1.sql cannot be undone");
    expect(await tables()).toEqual(["t1", "t2"]);
  });

  test("redo applies the newest as it stands in its file now", async () => {
    const path = write(1, table("first"));
    await migrateUp(at());
    writeFileSync(path, table("first").replace("id int", "id int, name text"));
    expect(await problemsOf()).toEqual(["edited"]);
    await migrateRedo(at());
    expect(await problemsOf()).toEqual([]);
    await database.sql`SELECT name FROM first`;
  });
});

describe("files and database that do not fit together", () => {
  test("a file edited after it was applied is refused, and line endings are no edit", async () => {
    const path = write(1, table("first"));
    await migrateUp(at());
    writeFileSync(path, table("first").replaceAll("\n", "\r\n"));
    expect(await problemsOf()).toEqual([]);
    writeFileSync(path, `${table("first")}-- afterthought\n`);
    write(2, table("second"));
    const { message } = await failureOf(migrateUp(at()));
    expect(message).toBe(`${path} was edited after it was applied`);
    expect(await tables()).toEqual(["first"]);
  });

  test("a file of another branch that comes in between is refused, with the way out", async () => {
    write(2, table("second"));
    await migrateUp(at());
    const path = write(1, table("first"));
    expect(await problemsOf()).toEqual(["out_of_order"]);
    const { hint } = await failureOf<MigrationRefused>(migrateUp(at()));
    expect(hint).toContain("Give the file a newer time");
    renameSync(path, join(directory, "20260101000000003_step-1.sql"));
    expect(await migrateUp(at())).toHaveLength(1);
  });

  test("an applied file that is gone is refused when newer ones are there", async () => {
    const path = write(1, table("first"));
    write(2, table("second"));
    await migrateUp({ ...at(), count: 1 });
    rmSync(path);
    expect(await problemsOf()).toEqual(["missing"]);
    const { message } = await failureOf(migrateUp(at()));
    expect(message).toContain("was applied, but its file is gone");
  });

  test("a database that a newer release has migrated is left as it is", async () => {
    write(1, table("first"));
    const newer = write(2, table("second"));
    await migrateUp(at());
    rmSync(newer);
    expect(await problemsOf()).toEqual(["ahead"]);
    expect(await migrateUp(at())).toEqual([]);
    expect((await failureOf(migrateDown(at()))).message).toContain("its file is gone");
  });

  test("a database migrated by node-pg-migrate alone has no hashes, and that is no edit", async () => {
    write(1, table("first"));
    await migrateUp(at());
    await database.sql`DROP TABLE pgmigration_hashes`;
    expect(await problemsOf()).toEqual([]);
  });

  test("status changes nothing, not even in an empty database", async () => {
    write(1, table("first"));
    const { applied, pending } = await migrationStatus(at());
    expect([applied.length, pending.length]).toEqual([0, 1]);
    const [{ count }] =
      await database.sql`SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
    expect(count).toBe(0);
  });
});

describe("TypeScript", () => {
  const INDEX = `
    export function up(pgm) { pgm.noTransaction(); pgm.sql("CREATE INDEX CONCURRENTLY first_idx ON first (id)"); }
    export function down(pgm) { pgm.noTransaction(); pgm.sql("DROP INDEX CONCURRENTLY first_idx"); }`;

  const indexes = () => database.sql`SELECT FROM pg_class WHERE relname = 'first_idx'`;

  test("runs what cannot run in a transaction, both ways", async () => {
    write(1, table("first"));
    write(2, INDEX, { kind: "ts" });
    await migrateUp(at());
    expect(await indexes()).toHaveLength(1);
    await migrateRedo(at());
    await migrateDown(at());
    expect(await indexes()).toHaveLength(0);
  });

  test("waiting for it blocks no concurrent index", async () => {
    write(1, table("first"));
    write(2, INDEX, { kind: "ts" });
    const applied = await Promise.all([1, 2, 3].map(() => migrateUp(at())));
    expect(applied.flat()).toHaveLength(2);
    expect(await indexes()).toHaveLength(1);
  });

  test("a failure shows the statement, as no line can be named", async () => {
    const path = write(1, 'export function up(pgm) { pgm.sql("SELECT * FROM nowhere"); }', { kind: "ts" });
    const { message, facts } = await failureOf<MigrationError>(migrateUp(at()));
    expect(message).toStartWith(`${path}: relation "nowhere" does not exist`);
    expect(message).toContain("SELECT * FROM nowhere");
    expect(facts.line).toBeUndefined();
  });

  test("without `down` it cannot be undone; without `up` or unreadable it is named", async () => {
    write(1, 'export function up(pgm) { pgm.sql("CREATE TABLE first (id int)"); }', { kind: "ts" });
    await migrateUp(at());
    expect((await failureOf(migrateDown(at()))).message).toContain("no `export function down`");
    const path = write(2, "export const down = false;", { kind: "ts" });
    expect((await failureOf(migrateUp(at()))).message).toContain(`${path}: a migration in TypeScript has`);
    writeFileSync(path, "export function up( {");
    expect((await failureOf(migrateUp(at()))).message).toContain(`${path}:1:21 cannot be loaded`);
  });
});

describe("plans", () => {
  test("show the SQL of both directions, and change nothing", async () => {
    write(1, table("first"));
    const [up] = await planMigrations({ ...at(), direction: "up" });
    expect(up?.sql).toContain("CREATE TABLE first");
    expect(await tables()).toEqual([]);
    expect((await migrationStatus(at())).applied).toEqual([]);
    await migrateUp(at());
    const [down] = await planMigrations({ ...at(), direction: "down" });
    expect(down?.sql).toContain("DROP TABLE first");
    expect(await tables()).toEqual(["first"]);
  });
});

describe("create", () => {
  const now = new Date("2026-03-04T05:06:07.089Z");

  test("names the file by the time in UTC, and begins it with why", async () => {
    const path = await createMigration({ directory, name: "add-invoices", now });
    expect(path).toBe(join(directory, "20260304050607089_add-invoices.sql"));
    expect(readFileSync(path, "utf8")).toStartWith("-- Why:");
  });

  test("comes after the newest, also when that is from the future", async () => {
    writeFileSync(join(directory, "20990101000000000_later.sql"), "");
    const path = await createMigration({ directory, name: "add-invoices", now });
    expect(path).toContain("20990101000000001_add-invoices");
  });

  test("what it makes runs as it is", async () => {
    const sql = await createMigration({ directory, name: "add-invoices", now });
    const ts = await createMigration({ directory, name: "add-index", ts: true, now });
    expect([sql, ts].map((path) => path.slice(-4))).toEqual([".sql", "x.ts"]);
    writeFileSync(ts, readFileSync(ts, "utf8").replaceAll('sql("")', 'sql("SELECT 1")'));
    expect(await migrateUp(at())).toHaveLength(2);
  });

  test("refuses a name that is not kebab-case, or taken", async () => {
    await createMigration({ directory, name: "add-invoices", now });
    expect((await failureOf(createMigration({ directory, name: "Add Invoices" }))).message).toContain(
      "kebab-case",
    );
    expect((await failureOf(createMigration({ directory, name: "add-invoices" }))).message).toContain(
      "already",
    );
  });
});

test("a server that is not there is named, and so is the database", async () => {
  const failure = await failureOf<ConnectionFailed>(
    migrationHead("postgres://me:secret@127.0.0.1:1/missing"),
  );
  expect(failure.message).toStartWith("cannot connect to 127.0.0.1:1/missing: ");
  expect(`${failure.message}${failure.hint}`).not.toContain("secret");
});

test("the fingerprint changes with a name and with a content, not with other files", async () => {
  const path = write(1, table("first"));
  const before = await fingerprint(directory);
  writeFileSync(join(directory, "README.md"), "");
  expect(await fingerprint(directory)).toBe(before);
  writeFileSync(path, table("other"));
  expect(await fingerprint(directory)).not.toBe(before);
});

describe("the product's own migrations", () => {
  const product = () => ({ url: database.url, directory: PRODUCT });

  test("up, all down, up again: the same schema, and nothing left in between", async () => {
    const empty = await readSchema(database.sql);
    await migrateUp(product());
    const full = await readSchema(database.sql);
    expect(full.length).toBeGreaterThan(100);
    await migrateDown({ ...product(), count: Number.POSITIVE_INFINITY });
    expect(await readSchema(database.sql)).toEqual(empty);
    await migrateUp(product());
    expect(await readSchema(database.sql)).toEqual(full);
  });

  test("each can be undone and applied again to the same schema", async () => {
    const { pending } = await migrationStatus(product());
    for (const _ of pending) {
      await migrateUp({ ...product(), count: 1 });
      const before = await readSchema(database.sql);
      await migrateRedo(product());
      expect(await readSchema(database.sql)).toEqual(before);
    }
  });
});
