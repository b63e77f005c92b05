/**
 * How many rows the analysis says that a query gives, and how many come from data with every duplicate that the
 * constraints allow. In the corpus, `many~` is a query that gives many for all that is known, though that data gives
 * one at most.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../../testing/database.ts";
import { readCatalog } from "../catalog.ts";
import { connect } from "../wire.ts";
import type { Analysis } from "./analysis.ts";
import { analyzeCases, type Case, readCases } from "./corpus/corpus.ts";
import { createSchema, runUndone } from "./corpus/run.ts";

const files = ["rows", "written-rows"].map((name) => ({ name, cases: readCases(name) }));
const cases = files.flatMap((file) => file.cases);

const database = testDatabase({ migrated: false });
const found = new Map<Case, string>();

beforeAll(async () => {
  await createSchema(database.sql);
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

test("the corpus has at least 60 queries", () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

async function observe({ source, runs }: Case, { rows }: Analysis): Promise<string> {
  const counts: number[] = [];
  for (const values of runs) {
    const result = await runUndone(database.sql, (tx) => tx.unsafe(source.sent.text, [...values]));
    counts.push(result.length);
  }
  const most = Math.max(...counts);
  if (rows === "many") return most > 1 ? "many" : "many~";
  if (rows === "count") return rows;
  return most > 1 || (rows === "one" && Math.min(...counts) < 1)
    ? `${rows}: ${counts.join()} rows came`
    : rows;
}
