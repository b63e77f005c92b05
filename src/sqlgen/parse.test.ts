import { beforeAll, expect, test } from "bun:test";
import { loadParser, parseStatement, stringOffsets } from "./parse.ts";

beforeAll(loadParser);

const errorOf = (text: string) => {
  const parsed = parseStatement(text);
  return "error" in parsed ? parsed.error : undefined;
};

test("the statement of a text", () => {
  const parsed = parseStatement("/* Title */ SELECT 1");
  expect("statement" in parsed && Object.keys(parsed.statement)).toEqual(["SelectStmt"]);
});

test("a syntax error says where, in characters of the string", () => {
  expect(errorOf("SELECT 1 FROM FROM")).toEqual({ message: 'syntax error at or near "FROM"', offset: 14 });
  expect(errorOf("SELECT '😀é', 1 FROM FROM")?.offset).toBe(21);
});

test("a text without a statement", () => {
  expect(errorOf("")?.offset).toBe(0);
  expect(errorOf("-- nothing")).toEqual({ message: "there is no statement", offset: 0 });
});

test("bytes of UTF-8 become units of the string", () => {
  const text = "é😀x";
  expect([0, 2, 6, 7].map(stringOffsets(text))).toEqual([0, 1, 3, 4]);
  expect(stringOffsets("abc")(2)).toBe(2);
});
