import { beforeAll, expect, test } from "bun:test";
import { testDatabase } from "../../testing/database.ts";
import { type Catalog, readCatalog } from "../catalog.ts";
import { parseStatement, stringOffsets } from "../parse.ts";
import { connect } from "../wire.ts";
import { type Analysis, analyze, type Facts } from "./analysis.ts";

const database = testDatabase({ migrated: false });
let catalog: Catalog;

beforeAll(async () => {
  await database.sql.unsafe("CREATE TABLE t (id int4 PRIMARY KEY, a text NOT NULL, b text)");
  const wire = await connect(database.url);
  catalog = await readCatalog(wire);
  wire.close();
});

function analysisOf(text: string): Analysis {
  const parsed = parseStatement(text);
  if ("error" in parsed) throw new Error(parsed.error.message);
  const description = { parameters: [], columns: [] };
  return analyze({ statement: parsed.statement, parameters: [], description, catalog });
}

const factsOf = (text: string): Facts => analysisOf(text).facts;

/** What stands at each offset. */
const at = (text: string, offsets: readonly number[]): string[] =>
  offsets.map((offset) => text.slice(stringOffsets(text)(offset)).split(/[\s,)]/)[0] ?? "");

test("the kind of a statement, looking past WITH", () => {
  expect(analysisOf("WITH x AS (INSERT INTO t VALUES (1, 'a') RETURNING id) SELECT id FROM x").kind).toBe(
    "SELECT",
  );
  expect(analysisOf("WITH x AS (SELECT 1) UPDATE t SET a = 'x' WHERE id = 1").kind).toBe("UPDATE");
  expect(analysisOf("WITH x AS (SELECT 1) INSERT INTO t SELECT 1, 'a'").kind).toBe("INSERT");
  expect(analysisOf("DELETE FROM t").kind).toBe("DELETE");
  expect(analysisOf("MERGE INTO t USING t AS s ON s.id = t.id WHEN MATCHED THEN DELETE").kind).toBe("MERGE");
  expect(analysisOf("VALUES (1)").kind).toBe("SELECT");
  expect(analysisOf("SELECT 1 INTO x").kind).toBe("OTHER");
  expect(analysisOf("TRUNCATE t").kind).toBe("OTHER");
});

test("stars in lists of columns are found at any depth, but not in EXISTS, count(*) or as a product", () => {
  const text =
    "SELECT 'é', *, x.* FROM (SELECT t.* FROM t) AS x WHERE EXISTS (SELECT * FROM t) AND 2 * 3 > (SELECT count(*) FROM t)";
  expect(at(text, factsOf(text).stars)).toEqual(["*", "x.*", "t.*"]);
  const nested = "SELECT 1 WHERE EXISTS (SELECT * FROM (SELECT * FROM t) AS x)";
  expect(factsOf(nested).stars).toHaveLength(1);
  const returning = "DELETE FROM t WHERE id = 1 RETURNING *";
  expect(at(returning, factsOf(returning).stars)).toEqual(["*"]);
});

test("parameters that stand alone in ORDER BY", () => {
  const text = "SELECT id, row_number() OVER (ORDER BY $1) FROM t ORDER BY $2::text, $3 + id, id";
  expect(at(text, factsOf(text).orderByParameters)).toEqual(["$1", "$2::text"]);
});

test("UPDATE and DELETE without WHERE, at any depth", () => {
  const text =
    "WITH x AS (UPDATE t SET a = 'é' RETURNING id), y AS (DELETE FROM t WHERE id = 1) DELETE FROM t USING x";
  const { unfiltered } = factsOf(text);
  expect(unfiltered.map(({ kind }) => kind)).toEqual(["UPDATE", "DELETE"]);
  expect(
    at(
      text,
      unfiltered.map(({ offset }) => offset),
    ),
  ).toEqual(["t", "t"]);
});

/** Names of the columns that `$1 …` are written to. */
const targetsOf = (text: string): (string | undefined)[] =>
  Array.from(factsOf(text).targets, (target) => {
    const relation = catalog.relations.get(target?.relation ?? 0);
    return relation?.columns.find(({ attribute }) => attribute === target?.attribute)?.name;
  });

test("columns that parameters are written to", () => {
  expect(targetsOf("INSERT INTO t (b, id) VALUES ($2, $1), ($3::text, 1)")).toEqual(["id", "b", "b"]);
  expect(targetsOf("INSERT INTO t SELECT $1, upper($2), $3 FROM t")).toEqual(["id", undefined, "b"]);
  expect(targetsOf("UPDATE t SET a = coalesce($1, a), b = $2 WHERE id = $3")).toEqual([undefined, "b"]);
  expect(targetsOf("INSERT INTO t VALUES ($1) ON CONFLICT (id) DO UPDATE SET a = $2")).toEqual(["id", "a"]);
  expect(targetsOf("WITH x AS (UPDATE t SET a = $1 RETURNING id) SELECT id FROM x")).toEqual(["a"]);
});
