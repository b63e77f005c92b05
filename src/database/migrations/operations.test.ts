import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { failureOf, migrationProject, table } from "./fixtures/project.ts";
import {
  type ConnectionFailed,
  migrateDown,
  migrateRedo,
  migrateUp,
  migrationHead,
  migrationStatus,
  planMigrations,
} from "./index.ts";

const project = migrationProject();
const { at, write, tables } = project;

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
    expect(await migrationHead(project.database.url)).toBe("20260101000000002_step-2");
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
    writeFileSync(join(project.directory, "README.md"), "DROP TABLE first;");
    writeFileSync(join(project.directory, "notes.txt"), "");
    expect(await migrateUp(at())).toHaveLength(1);
    writeFileSync(join(project.directory, "add-invoices.sql"), "");
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
    const [seen] = await project.database.sql`SELECT * FROM public.seen`;
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
    await project.database.sql`SELECT name FROM first`;
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

test("a server that is not there is named, and so is the database", async () => {
  const failure = await failureOf<ConnectionFailed>(
    migrationHead("postgres://me:secret@127.0.0.1:1/missing"),
  );
  expect(failure.message).toStartWith("cannot connect to 127.0.0.1:1/missing: ");
  expect(`${failure.message}${failure.hint}`).not.toContain("secret");
});
