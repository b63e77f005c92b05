import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failureOf, migrationProject, table } from "./fixtures/project.ts";
import { createMigration, fingerprint, migrateUp } from "./index.ts";

const project = migrationProject();
const { at, write } = project;

describe("create", () => {
  const now = new Date("2026-03-04T05:06:07.089Z");

  test("names the file by the time in UTC, and begins it with why", async () => {
    const path = await createMigration({ directory: project.directory, name: "add-invoices", now });
    expect(path).toBe(join(project.directory, "20260304050607089_add-invoices.sql"));
    expect(readFileSync(path, "utf8")).toStartWith("-- Why:");
  });

  test("comes after the newest, also when that is from the future", async () => {
    writeFileSync(join(project.directory, "20990101000000000_later.sql"), "");
    const path = await createMigration({ directory: project.directory, name: "add-invoices", now });
    expect(path).toContain("20990101000000001_add-invoices");
  });

  test("what it makes runs as it is", async () => {
    const sql = await createMigration({ directory: project.directory, name: "add-invoices", now });
    const ts = await createMigration({ directory: project.directory, name: "add-index", ts: true, now });
    expect([sql, ts].map((path) => path.slice(-4))).toEqual([".sql", "x.ts"]);
    writeFileSync(ts, readFileSync(ts, "utf8").replaceAll('sql("")', 'sql("SELECT 1")'));
    expect(await migrateUp(at())).toHaveLength(2);
  });

  test("refuses a name that is not kebab-case, or taken", async () => {
    await createMigration({ directory: project.directory, name: "add-invoices", now });
    expect(
      (await failureOf(createMigration({ directory: project.directory, name: "Add Invoices" }))).message,
    ).toContain("kebab-case");
    expect(
      (await failureOf(createMigration({ directory: project.directory, name: "add-invoices" }))).message,
    ).toContain("already");
  });
});

test("the fingerprint changes with a name and with a content, not with other files", async () => {
  const path = write(1, table("first"));
  const before = await fingerprint(project.directory);
  writeFileSync(join(project.directory, "README.md"), "");
  expect(await fingerprint(project.directory)).toBe(before);
  writeFileSync(path, table("other"));
  expect(await fingerprint(project.directory)).not.toBe(before);
});
