/** Every type, through a generated insert and a generated fetch: what is read can be bound again, and is the same. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Database, type Db, openDatabase } from "../database/index.ts";
import { migrateUp } from "../database/migrations/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { pgSql } from "../platform/pg-sql.ts";
import { testDatabase } from "../testing/database.ts";
import { testProject } from "./fixtures/project.ts";
import { SAMPLE_TYPES, samples } from "./fixtures/types.ts";

type Row = Record<string, unknown>;
interface Repository {
  fetchSample(db: Db, params: { id: number }): Promise<Row>;
  insertSample(db: Db, params: Row): Promise<number>;
  insertDocument(db: Db, params: { required: unknown; optional: unknown }): Promise<number>;
  insertInteger(db: Db, params: { value: unknown }): Promise<number>;
}

const column = (index: number): string => `c${index}`;
const columns = samples.map((_, index) => column(index));

const database = testDatabase({ migrated: false });
const project = testProject({
  server: async () => database.url,
  migrations: {
    "create-types": SAMPLE_TYPES,
    "create-samples": `CREATE TABLE samples (id int PRIMARY KEY, ${samples.map(({ type }, index) => `${column(index)} ${type}`).join(", ")});
      CREATE TABLE documents (id int GENERATED ALWAYS AS IDENTITY, required jsonb NOT NULL, optional jsonb);`,
  },
});

let repository: Repository;
/** Both drivers, and the two protocols of each. */
const ways = [
  ["bun:sql", bunSql, true],
  ["bun:sql, unprepared", bunSql, false],
  ["pg", pgSql, true],
  ["pg, unprepared", pgSql, false],
] as const;

const databases = new Map<string, Database>();

beforeAll(async () => {
  project.query("samples", "FetchSample", `SELECT id, ${columns.join(", ")} FROM samples WHERE id = :id!`);
  project.query(
    "samples",
    "InsertSample",
    `INSERT INTO samples (id, ${columns.join(", ")}) VALUES (:id!, ${columns.map((name) => `:${name}`).join(", ")})`,
  );
  project.query(
    "samples",
    "InsertDocument",
    "INSERT INTO documents (required, optional) VALUES (:required!, :optional)",
  );
  project.query("samples", "InsertInteger", "INSERT INTO samples (id) VALUES (:value!)");
  expect((await project.generate()).findings).toEqual([]);
  repository = (await project.load("samples")) as unknown as Repository;
  await migrateUp({ url: database.url, directory: join(project.root, "migrations") });
  for (const [way, driver, prepare] of ways) {
    databases.set(way, openDatabase({ url: database.url, poolMax: 1, prepare }, driver));
  }
});

afterAll(async () => {
  for (const each of databases.values()) await each.close();
});

let lastId = 0;

/** Inserted as a literal, fetched, inserted again as it was read, fetched again. */
async function roundTrip(
  db: Db,
  index: number,
  literal: string,
): Promise<{ first: unknown; second: unknown; same: boolean }> {
  const [id, copy] = [++lastId, ++lastId];
  const name = column(index);
  await database.sql.unsafe(`INSERT INTO samples (id, ${name}) VALUES (${id}, ${literal})`);
  const row = await repository.fetchSample(db, { id });
  await repository.insertSample(db, { ...row, id: copy });
  const second = await repository.fetchSample(db, { id: copy });
  const [stored] = await database.sql.unsafe(
    `SELECT a.${name}::text IS NOT DISTINCT FROM b.${name}::text AS same FROM samples a, samples b WHERE a.id = ${id} AND b.id = ${copy}`,
  );
  return { first: row[name], second: second[name], same: stored.same };
}

describe.each(ways.map(([way]) => way))("%s", (way) => {
  const db = (): Db => databases.get(way) as Db;

  for (const [index, { type, values }] of samples.entries()) {
    test(`${type} reads as promised, and is the same when it is written back`, async () => {
      for (const [literal, value] of [...values, ["NULL", null] as const]) {
        expect(await roundTrip(db(), index, literal)).toEqual({ first: value, second: value, same: true });
      }
    });
  }

  test.each([5.5, "5.5", "abc", Number.NaN])(
    "%p for an integer is the server's error, never another number",
    async (value) => {
      const failure = repository.insertInteger(db(), { value });
      await expect(failure).rejects.toMatchObject({ sqlstate: "22P02" });
    },
  );
});

test("a JSON parameter that is null: JSON null where it is required, NULL where it may be left out", async () => {
  for (const [required, optional] of [
    [null, null],
    [{ a: 1 }, undefined],
  ] as const) {
    await repository.insertDocument(database.db, { required, optional });
  }
  const stored = await database.sql`SELECT required::text AS required, optional FROM documents ORDER BY id`;
  expect([...stored]).toEqual([
    { required: "null", optional: null },
    { required: '{"a": 1}', optional: null },
  ]);
});
