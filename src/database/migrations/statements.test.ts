import { expect, test } from "bun:test";
import { statementStarts } from "./statements.ts";

/** The script's lines on which a statement begins, from 1. */
const linesOf = (script: string) =>
  statementStarts(script).map((start) => script.slice(0, start).split("\n").length);

test("statements begin after comments, and end at semicolons", () => {
  expect(linesOf("-- why\nSELECT 1;\n/* a /* nested */ one; */ SELECT 2;\n\n;;\nSELECT 3")).toEqual([
    2, 3, 6,
  ]);
});

test("semicolons in strings, names and dollar quotes end nothing", () => {
  const script = [
    "SELECT 'a;''b', E'\\';', \"c;d\";",
    "DO $$ BEGIN PERFORM 1; END $$;",
    "DO $do$ BEGIN PERFORM $$;$$; END $do$;",
    "SELECT 2;",
  ].join("\n");
  expect(linesOf(script)).toEqual([1, 2, 3, 4]);
});

test("the body of a function in standard SQL is one statement", () => {
  const script = [
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC",
    "  SELECT CASE WHEN true THEN 1 END;",
    "  SELECT 2;",
    "END;",
    "SELECT 3;",
  ].join("\n");
  expect(linesOf(script)).toEqual([1, 5]);
});

test("what is never closed reaches to the end", () => {
  expect(linesOf("SELECT 1;\n/* open")).toEqual([1]);
  expect(linesOf("SELECT $a$ ;\nSELECT 2;")).toEqual([1]);
});
