import { describe, expect, test } from "bun:test";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failureOf, migrationProject, table } from "./fixtures/project.ts";
import { type MigrationRefused, migrateDown, migrateUp, migrationStatus } from "./index.ts";

const project = migrationProject();
const { at, write, tables } = project;

const problemsOf = async () => (await migrationStatus(at())).problems.map(({ kind }) => kind);

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
    renameSync(path, join(project.directory, "20260101000000003_step-1.sql"));
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
    await project.database.sql`DROP TABLE pgmigration_hashes`;
    expect(await problemsOf()).toEqual([]);
  });

  test("status changes nothing, not even in an empty database", async () => {
    write(1, table("first"));
    const { applied, pending } = await migrationStatus(at());
    expect([applied.length, pending.length]).toEqual([0, 1]);
    const [{ count }] = await project.database
      .sql`SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
    expect(count).toBe(0);
  });
});
