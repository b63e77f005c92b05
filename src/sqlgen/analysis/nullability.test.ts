/**
 * Every query of the corpus is run on data that is made to produce NULLs, and what comes is held against what the
 * analysis promises. In the corpus, `name?` is a column that may be NULL, and is for that data; `name~` one that may be
 * for all that is known, though that data shows none.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import type { SQL } from "bun";
import { testDatabase } from "../../testing/database.ts";
import { readCatalog } from "../catalog.ts";
import { connect } from "../wire.ts";
import type { Analysis } from "./analysis.ts";
import { analyzeCases, type Case, parseCases, readCases } from "./corpus/corpus.ts";
import { createSchema, runUndone } from "./corpus/run.ts";
import { typesCases, typesSchema } from "./corpus/types.ts";

const FILES = ["joins", "conditions", "expressions", "subqueries", "grouping", "changes", "schema-objects"];
const files = [
  ...FILES.map((name) => ({ name, cases: readCases(name) })),
  { name: "types", cases: parseCases(typesCases) },
];
const cases = files.flatMap((file) => file.cases);

const database = testDatabase({ migrated: false });
const found = new Map<Case, string>();

beforeAll(async () => {
  await createSchema(database.sql);
  await database.sql.unsafe(typesSchema);
  const wire = await connect(database.url);
  const analyses = await analyzeCases(cases, wire, await readCatalog(wire));
  wire.close();
  await Promise.all(
    cases.map(async (one, index) => {
      const analysis = analyses[index];
      if (analysis !== undefined) found.set(one, await observe(one, analysis));
    }),
  );
});

for (const { name, cases } of files) {
  describe(name, () => {
    test.each(cases.map((one) => [one.title, one] as const))("%s", (_, one) => {
      expect(found.get(one)).toBe(one.expected);
    });
  });
}

test("the corpus has at least 150 queries", () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
});

async function observe(one: Case, analysis: Analysis): Promise<string> {
  try {
    return describeColumns(analysis, await nullsIn(one, analysis));
  } catch (error) {
    return String(error);
  }
}

/** For each column whether a NULL comes in any run. Nothing that is written stays. */
async function nullsIn({ source, runs }: Case, { columns }: Analysis): Promise<boolean[]> {
  const seen = columns.map(() => false);
  for (const values of runs) {
    const rows = await runUndone(database.sql, (tx) =>
      countNulls(tx, source.sent.text, values, columns.length),
    );
    columns.forEach((_, index) => {
      seen[index] ||= rows.some((row) => row[index] === true);
    });
  }
  return seen;
}

/** Asks the server and not the driver, to which the JSON value null is NULL too. WITH that writes cannot be asked so. */
async function countNulls(
  tx: SQL,
  text: string,
  values: readonly unknown[],
  width: number,
): Promise<boolean[][]> {
  const columns = Array.from({ length: width }, (_, index) => `c${index}`);
  if (/WITH \w+ AS \((INSERT|DELETE)/.test(text)) {
    const rows: unknown[][] = await tx.unsafe(text, [...values]).values();
    return rows.map((row) => row.map((value) => value === null));
  }
  const counts = columns.map((column) => `num_nulls(${column}) > 0`).join();
  const rows = await tx
    .unsafe(`WITH q (${columns.join()}) AS (${text}) SELECT ${counts} FROM q`, [...values])
    .values();
  return rows as boolean[][];
}

function describeColumns({ columns }: Analysis, seen: readonly boolean[]): string {
  return columns
    .map(({ name, nullable }, index) => {
      const isSeen = seen[index] === true;
      if (!nullable) return isSeen ? `${name}: NULL came` : name;
      return `${name}${isSeen ? "?" : "~"}`;
    })
    .join(" ");
}
