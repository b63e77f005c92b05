import { describe, expect, test } from "bun:test";
import { failureOf, migrationProject, table } from "./fixtures/project.ts";
import { type MigrationError, migrateDown, migrateUp, migrationHead } from "./index.ts";

const project = migrationProject();
const { at, write, tables } = project;

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
    expect(await migrationHead(project.database.url)).toBe("20260101000000001_step-1");
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
    expect(await migrationHead(project.database.url)).not.toBeNull();
  });

  test.each(["COMMIT", "begin", "START  TRANSACTION", "Rollback"])(
    "%s in it is refused before any of it runs",
    async (word) => {
      const path = write(1, `CREATE TABLE first (id int);\n  ${word};\nSELECT 1 / 0;`);
      const { message } = await failureOf(migrateUp(at()));
      expect(message).toBe(`${path}:2:3: a migration is a transaction already: take ${word} out`);
      expect(await tables()).toEqual([]);
    },
  );

  test("what cannot run in a transaction is told about .ts files", async () => {
    write(1, "CREATE TABLE first (id int);\nCREATE INDEX CONCURRENTLY first_idx ON first (id);");
    const { hint } = await failureOf<MigrationError>(migrateUp(at()));
    expect(hint).toContain("scaffold migrate create <name> --ts");
  });
});
