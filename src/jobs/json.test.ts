import { expect, test } from "bun:test";
import { storableJson } from "./json.ts";

test("JSON stays as it is, escapes and all", () => {
  const value = { text: 'a "quote", a \\ and a \\u0000 that is text', list: [1, null, true, "😀"], at: "\n" };
  expect(storableJson(value)).toEqual(value);
});

test("what jsonb refuses is replaced: NUL and half of a surrogate pair", () => {
  expect(storableJson(["a\u0000b", "\ud83d", "\\\u0000"])).toEqual(["a\ufffdb", "\ufffd", "\\\ufffd"]);
});

test("what is no JSON is null", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect([undefined, 1n, () => 1, circle].map(storableJson)).toEqual([null, null, null, null]);
});
