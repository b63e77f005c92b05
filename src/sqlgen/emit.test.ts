/** Generated code as its readers see it: it compiles under the strictest flags, documents itself, and runs. */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Query } from "../database/query.ts";
import { testDatabase } from "../testing/database.ts";
import { testProject } from "./fixtures/project.ts";
import { SAMPLE_TYPES, samples } from "./fixtures/types.ts";

const REPOSITORY_ROOT = join(import.meta.dir, "../..");
const columns = samples.map(({ type }, index) => ({ name: `c${index}`, type }));

/** What a template literal would take for its own. */
const AWKWARD = ["back`tick, back\\slash, ", "{dollar}"].join("$");

const database = testDatabase({ migrated: false });
const project = testProject({
  server: async () => database.url,
  migrations: {
    "create-types": SAMPLE_TYPES,
    "create-tables": `
      CREATE SCHEMA other;
      CREATE TYPE other.mood AS ENUM ('elsewhere');
      CREATE TYPE "user-state" AS ENUM ('it''s "new"', 'old');
      CREATE TYPE promise AS ENUM ('kept', 'broken');
      CREATE TABLE samples (id int PRIMARY KEY, ${columns.map(({ name, type }) => `${name} ${type}`).join(", ")});
      CREATE TABLE odd (id int PRIMARY KEY, "order-id" int NOT NULL, state "user-state" NOT NULL, promise promise, here mood, there other.mood);
      COMMENT ON COLUMN odd.state IS 'Ends */ a comment early.';
      COMMENT ON COLUMN odd."order-id" IS E'Two\\nlines.';`,
  },
});

beforeAll(async () => {
  const names = columns.map(({ name }) => name);
  project.query("samples", "FetchSample", `SELECT id, ${names.join(", ")} FROM samples WHERE id = :id!`);
  project.query(
    "samples",
    "InsertSample",
    `INSERT INTO samples (id, ${names.join(", ")}) VALUES (:id!, ${names.map((name) => `:${name}`).join(", ")})`,
  );
  project.query(
    "odd-ones",
    "FetchOdd",
    `SELECT "order-id", state, promise, here, there, '${AWKWARD}' AS "text" FROM odd WHERE id = :id!`,
  );
  project.query("odd-ones", "FetchOdds", "SELECT id FROM odd");
  project.query("odd-ones", "FetchOddsLike", "SELECT id FROM odd WHERE state = :state OR :state IS NULL");
  project.query(
    "odd-ones",
    "InsertOdd",
    'INSERT INTO odd (id, "order-id", state) VALUES (:id!, :orderId!, :state!) RETURNING id',
  );
  project.query("odd-ones", "DestroyOdd", "DELETE FROM odd WHERE id = :id!");
  project.write(
    "sql/odd-ones/FetchOddsByIds.sql",
    "/* @name FetchOddsByIds\n@param ids -> (...)\n*/\n-- In a list.\nSELECT id FROM odd WHERE id IN :ids AND id < :below!;\n",
  );
  project.write(
    "sql/odd-ones/FetchOddsNotIn.sql",
    "/* @name FetchOddsNotIn\n@param ids -> (...)\n*/\n-- Not in a list.\nSELECT id FROM odd WHERE id NOT IN :ids;\n",
  );
  project.write(
    "sql/odd-ones/InsertOdds.sql",
    '/* @name InsertOdds\n@param odds -> ((id!, orderId!, state!)...)\n*/\n-- Many.\nINSERT INTO odd (id, "order-id", state) VALUES :odds;\n',
  );
  project.write(
    "sql/odd-ones/InsertOneOdd.sql",
    '/* @name InsertOneOdd\n@param odd -> (id!, orderId!, state!, promise)\n*/\n-- One object.\nINSERT INTO odd (id, "order-id", state, promise) VALUES :odd;\n',
  );
  project.write(
    "sql/odd-ones/FetchDocumented.sql",
    "/* @name FetchDocumented */\n-- First */ line.\n--\n-- Json, decode.x and expandLists( are words here.\nSELECT 1 AS one;\n",
  );
  expect((await project.generate()).findings).toEqual([]);
});

const odd = (): string => project.read("src/repositories/odd-ones.ts") ?? "";

/** What the compiler says about the generated files and `code` beside them. */
function compile(code: string): string {
  project.write("src/uses.ts", code);
  project.write(
    "tsconfig.json",
    JSON.stringify({
      extends: join(REPOSITORY_ROOT, "tsconfig.json"),
      compilerOptions: { types: [] },
      include: ["src/uses.ts", "src/repositories"],
    }),
  );
  const tsc = Bun.spawnSync([join(REPOSITORY_ROOT, "node_modules/.bin/tsc"), "-p", project.root], {
    cwd: project.root,
  });
  return tsc.stdout.toString() + tsc.stderr.toString();
}

describe("the compiler", () => {
  test("accepts everything, and a row wherever its columns are parameters", () => {
    const code = `
      import type { Db } from "./database/db.ts";
      import { queries } from "./repositories/index.ts";
      import * as odd from "./repositories/odd-ones.ts";
      import { type FetchSampleRow, type InsertSampleParams, insertSample } from "./repositories/samples.ts";

      export const toParams = (row: FetchSampleRow): InsertSampleParams => row;
      export const titles: string[] = Object.keys(queries);
      export async function use(db: Db, row: FetchSampleRow): Promise<void> {
        const count: number = await insertSample(db, row);
        const one: { id: number } = await odd.insertOdd(db, { id: count, orderId: 2, state: "old" });
        const maybe: odd.FetchOddRow | null = await odd.fetchOdd(db, one);
        const many: { id: number }[] = await odd.fetchOdds(db);
        await odd.fetchOddsLike(db);
        await odd.fetchOddsLike(db, { state: undefined });
        await odd.insertOdds(db, { odds: [{ id: 1, orderId: 2, state: 'it\\'s "new"' }] });
        await odd.insertOneOdd(db, { odd: { id: many.length, orderId: maybe?.["order-id"] ?? 0, state: "old" } });
      }
    `;
    expect(compile(code)).toBe("");
  });

  test("refuses wrong types, missing and unknown parameters", () => {
    const calls = [
      "odd.fetchOdd(db, {})",
      'odd.fetchOdd(db, { id: "1" })',
      "odd.fetchOdd(db, { id: null })",
      "odd.fetchOdd(db, { id: 1, more: 2 })",
      'odd.insertOdd(db, { id: 1, orderId: 2, state: "unknown" })',
      "odd.fetchOdds(db, {}, 1)",
    ];
    const code = `import type { Db } from "./database/db.ts";\nimport * as odd from "./repositories/odd-ones.ts";\nexport const wrong = (db: Db) => [\n${calls.join(",\n")},\n];\n`;
    const lines = [...compile(code).matchAll(/^src\/uses\.ts\((\d+),/gm)].map(([, line]) => Number(line));
    expect([...new Set(lines)]).toEqual(calls.map((_, index) => index + 4));
  });
});

describe("the code", () => {
  test("says where it comes from, imports what it uses, and documents columns and methods", () => {
    expect(odd().split("\n", 1)).toEqual([
      "// Generated from sql/odd-ones/*.sql by `scaffold sql generate`. Do not edit.",
    ]);
    expect(odd()).not.toContain("Json }");
    expect(odd()).toContain("  /** Ends *\\/ a comment early. */\n  state: UserState;");
    expect(odd()).toContain('  /**\n   * Two\n   * lines.\n   */\n  "order-id": number;');
    expect(odd()).toContain(
      "/**\n * First *\\/ line.\n *\n * Json, decode.x and expandLists( are words here.\n */\nexport async function fetchDocumented(",
    );
  });

  test("names enums once, apart from each other and from what JavaScript has", () => {
    expect(odd().match(/^export type .*$/gm)).toEqual([
      'export type OtherMood = "elsewhere";',
      'export type PromiseEnum = "kept" | "broken";',
      expect.stringContaining("export type PublicMood = "),
      'export type UserState = "it\'s \\"new\\"" | "old";',
    ]);
  });

  test("sends the statement as it was written", async () => {
    const { fetchOddQuery } = (await project.load("odd-ones")) as { fetchOddQuery: Query<unknown, unknown> };
    expect(fetchOddQuery.text).toEndWith(`'${AWKWARD}' AS "text" FROM odd WHERE id = $1`);
  });

  test("the catalogue has every query", async () => {
    const { queries } = (await project.load("index")) as { queries: Record<string, Query<never, unknown>> };
    expect(Object.values(queries).map(({ title }) => title)).toEqual(Object.keys(queries));
    expect(queries.FetchOdd).toMatchObject({ file: "sql/odd-ones/FetchOdd.sql", verb: "Fetch", pure: true });
  });
});

describe("pgtyped's spread and pick forms", () => {
  const expanded = async (query: string, params: unknown) => {
    const loaded = (await project.load("odd-ones")) as Record<string, Query<unknown, unknown>>;
    return loaded[`${query}Query`]?.expand?.(params);
  };

  test("a list of values", async () => {
    expect(await expanded("fetchOddsByIds", { ids: [7, 8], below: 9 })).toEqual({
      text: "/* FetchOddsByIds */ SELECT id FROM odd WHERE id IN ($2, $3) AND id < $1",
      values: ["9", "7", "8"],
    });
  });

  test("an empty list of values finds nothing with IN and everything with NOT IN", async () => {
    await database.sql.unsafe("CREATE TABLE odd (id int); INSERT INTO odd VALUES (1), (2)");
    const found = async (query: string, params: unknown) => {
      const statement = await expanded(query, params);
      return (await database.sql.unsafe(statement?.text ?? "", [...(statement?.values ?? [])])).length;
    };
    expect(await found("fetchOddsByIds", { ids: [], below: 9 })).toBe(0);
    expect(await found("fetchOddsNotIn", { ids: [] })).toBe(2);
  });

  test("an object, and a list of objects", async () => {
    const row = { id: 1, orderId: 2, state: "old" };
    expect(await expanded("insertOneOdd", { odd: row })).toEqual({
      text: '/* InsertOneOdd */ INSERT INTO odd (id, "order-id", state, promise) VALUES ($1, $2, $3, $4)',
      values: ["1", "2", "old", undefined],
    });
    expect(await expanded("insertOdds", { odds: [row, row] })).toMatchObject({
      text: expect.stringContaining("VALUES ($1, $2, $3), ($4, $5, $6)"),
    });
  });

  test("an empty list of objects is an error before anything is sent", async () => {
    await expect(expanded("insertOdds", { odds: [] })).rejects.toThrow(RangeError);
  });
});
