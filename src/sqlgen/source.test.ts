/** One `.sql` file without a database: header, documentation, statement, and the way back from an offset. */
import { describe, expect, test } from "bun:test";
import { locate } from "./finding.ts";
import { fileOffset, offsetOfPosition } from "./parameters.ts";
import { readSource, type Source } from "./source.ts";

function read(text: string): Source {
  const { source, problems } = readSource(text);
  expect(problems).toEqual([]);
  if (source === undefined) throw new Error("there is no source");
  return source;
}

const problemsOf = (text: string) =>
  readSource(text).problems.map(({ code, offset }) => [code, ...Object.values(locate(text, offset))]);

const HEADER = "/* @name FetchX */\n";

describe("the header", () => {
  test("the first line is the title, and goes along as a comment", () => {
    const source = read(`${HEADER}SELECT 1 AS a;`);
    expect(source.title).toBe("FetchX");
    expect(source.sent.text).toBe("/* FetchX */ SELECT 1 AS a");
  });

  test("lines may end as on Windows", () => {
    expect(read("/* @name FetchX */\r\n-- About.\r\nSELECT 1 AS a;\r\n").documentation).toEqual(["About."]);
  });

  test.each([
    ["no name", "SELECT 1;", "name_missing"],
    ["a comment of another form", "-- FetchX\nSELECT 1;", "name_missing"],
    ["a name in a line comment", "-- @name FetchX\nSELECT 1;", "name_invalid"],
    ["words behind the name", "/* @name FetchX really */\nSELECT 1;", "name_invalid"],
    ["something before it", "\n/* @name FetchX */\nSELECT 1;", "name_missing"],
    ["a name that is none", "/* @name Fetch-X */\nSELECT 1;", "name_invalid"],
    ["a comment that is never closed", "/* @name FetchX\nSELECT 1;", "name_invalid"],
    ["a byte order mark", "\ufeff/* @name FetchX */\nSELECT 1;", "name_invalid"],
  ])("%s is a problem", (_, text, code) => {
    expect(problemsOf(text)).toEqual([[code, 1, 1]]);
  });

  test("spread and pick forms are declared in it", () => {
    const source = read(
      "/* @name FetchX\n@param ids -> (...)\n@param one -> (a, b!)\n@param many -> ((a!, b)...)\n*/\n" +
        "SELECT :ids, :one, :many, :plain;",
    );
    expect(source.parameters.map(({ name, index, width }) => [name, index, width])).toEqual([
      ["plain", 1, 1],
      ["ids", 2, 1],
      ["one", 3, 2],
      ["many", 5, 2],
    ]);
    expect(source.sent.text).toBe("/* FetchX */ SELECT ($2), ($3, $4), ($5, $6), $1");
    expect(source.sent.pieces).toEqual(["/* FetchX */ SELECT ", ", ", ", ", ", $1"]);
    expect(source.sent.lists).toEqual(["ids", "one", "many"]);
  });

  test("a declaration that is none, or is not used, is a problem", () => {
    expect(problemsOf("/* @name FetchX\n@param ids -> [...]\n*/\nSELECT 1;")).toEqual([
      ["param_invalid", 2, 1],
    ]);
    expect(problemsOf("/* @name FetchX\n  @param ids -> (...)\n*/\nSELECT 1;")).toEqual([
      ["param_unused", 2, 3],
    ]);
  });
});

describe("documentation", () => {
  test("the lines under the header, without dashes and without blank ends", () => {
    expect(read(`${HEADER}--\n-- One.\n--\n-- Two.\n--\nSELECT 1;`).documentation).toEqual([
      "One.",
      "",
      "Two.",
    ]);
  });

  test("comments inside the statement are none, and are sent along", () => {
    const source = read(`${HEADER}SELECT 1 -- why\n, 2;`);
    expect(source.documentation).toEqual([]);
    expect(source.sent.text).toBe("/* FetchX */ SELECT 1 -- why\n, 2");
  });

  test("@primary keeps a query off replicas", () => {
    expect(read(`${HEADER}-- @primary\nSELECT 1;`).primary).toBe(true);
    expect(read(`${HEADER}SELECT 1;`).primary).toBe(false);
  });

  test("@returns claims a cardinality", () => {
    expect(read(`${HEADER}-- @returns maybe\nSELECT 1;`).returns?.value).toBe("maybe");
  });

  test.each([
    ["a claim that does not exist", "-- @returns several", "returns_invalid"],
    ["a tag that does not exist", "-- @return one", "tag_unknown"],
  ])("%s is a problem", (_, line, code) => {
    expect(problemsOf(`${HEADER}-- About.\n${line}\nSELECT 1;`)).toEqual([[code, 3, 1]]);
  });
});

describe("the statement", () => {
  test.each([
    ["none", "-- About.", "statement_missing", 1, 10],
    ["two", "SELECT 1;\n\n  SELECT 2;", "statement_multiple", 4, 3],
    ["no semicolon", "SELECT 1", "semicolon_missing", 2, 9],
  ])("%s is a problem", (_, statement, code, line, column) => {
    expect(problemsOf(`${HEADER}${statement}`)).toEqual([[code, line, column]]);
  });

  test("comments behind it are left out", () => {
    expect(read(`${HEADER}SELECT 1; -- the end\n/* really */\n`).sent.text).toBe("/* FetchX */ SELECT 1");
  });

  test("marks for NULL are taken off the names, wherever a marked column is used", () => {
    const source = read(`${HEADER}SELECT "a!" FROM (SELECT 1 AS "a!", 2 AS "b?", "c!") AS t;`);
    expect([...source.overrides]).toEqual([
      ["a", "!"],
      ["b", "?"],
    ]);
    expect(source.sent.text).toBe('/* FetchX */ SELECT "a" FROM (SELECT 1 AS "a", 2 AS "b", "c!") AS t');
  });
});

describe("a position in the text that was sent", () => {
  const file = `${HEADER}-- 😀\nSELECT '😀', :longName!, "x!" AS "x!", mistake\nFROM t;`;

  test("counts characters, and leads back to the place in the file", () => {
    const { sent } = read(file);
    const position = [...sent.text.slice(0, sent.text.indexOf("mistake"))].length + 1;
    const offset = fileOffset(sent, offsetOfPosition(sent.text, position));
    expect(file.slice(offset, offset + 7)).toBe("mistake");
    expect(locate(file, offset)).toEqual({ line: 3, column: 40 });
  });

  test("of a parameter leads to where it is written", () => {
    const { sent } = read(file);
    const offset = fileOffset(sent, sent.text.indexOf("$1"));
    expect(file.slice(offset, offset + 9)).toBe(":longName");
  });
});
