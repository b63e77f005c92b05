import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { failureOf, migrationProject, table } from "./fixtures/project.ts";
import { type MigrationError, migrateDown, migrateRedo, migrateUp } from "./index.ts";

const project = migrationProject();
const { at, write } = project;

describe("TypeScript", () => {
  const INDEX = `
    export function up(pgm) { pgm.noTransaction(); pgm.sql("CREATE INDEX CONCURRENTLY first_idx ON first (id)"); }
    export function down(pgm) { pgm.noTransaction(); pgm.sql("DROP INDEX CONCURRENTLY first_idx"); }`;

  const indexes = () => project.database.sql`SELECT FROM pg_class WHERE relname = 'first_idx'`;

  test("runs what cannot run in a transaction, both ways", async () => {
    write(1, table("first"));
    write(2, INDEX, "ts");
    await migrateUp(at());
    expect(await indexes()).toHaveLength(1);
    await migrateRedo(at());
    await migrateDown(at());
    expect(await indexes()).toHaveLength(0);
  });

  test("those who wait for it do not keep it from building its index", async () => {
    write(1, table("first"));
    write(2, INDEX, "ts");
    const applied = await Promise.all([1, 2, 3].map(() => migrateUp(at())));
    expect(applied.flat()).toHaveLength(2);
    expect(await indexes()).toHaveLength(1);
  });

  test("a failure shows the statement, as no line can be named", async () => {
    const path = write(1, 'export function up(pgm) { pgm.sql("SELECT * FROM nowhere"); }', "ts");
    const { message, facts } = await failureOf<MigrationError>(migrateUp(at()));
    expect(message).toStartWith(`${path}: relation "nowhere" does not exist`);
    expect(message).toContain("SELECT * FROM nowhere");
    expect(facts.line).toBeUndefined();
  });

  test("without `down` it cannot be undone; without `up` or unreadable it is named", async () => {
    write(1, 'export function up(pgm) { pgm.sql("CREATE TABLE first (id int)"); }', "ts");
    await migrateUp(at());
    expect((await failureOf(migrateDown(at()))).message).toContain("no `export function down`");
    const path = write(2, "export const down = false;", "ts");
    expect((await failureOf(migrateUp(at()))).message).toContain(`${path}: a migration in TypeScript has`);
    writeFileSync(path, "export function up( {");
    expect((await failureOf(migrateUp(at()))).message).toContain(`${path}:1:21 cannot be loaded`);
  });
});
