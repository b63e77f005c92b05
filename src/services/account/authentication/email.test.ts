import { describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { parseEmail, requireEmail } from "./email.ts";
import { Email } from "./schema.ts";

const accepted: readonly [typed: string, email: string][] = [
  ["ada@example.test", "ada@example.test"],
  ["  Ada.Lovelace+Notes@Example.TEST\n", "ada.lovelace+notes@example.test"],
  ["o'brien@example.test", "o'brien@example.test"],
  ["a@xn--mller-kva.example", "a@xn--mller-kva.example"],
  ["root@localhost", "root@localhost"],
];

const refused: readonly string[] = [
  "",
  "ada",
  "@example.test",
  "ada@",
  "ada@example..test",
  "ada@-example.test",
  "ada@example.test.",
  "ada@example.test, eve@example.test",
  "ada@example.test\r\nBcc: eve@example.test",
  "Ada <ada@example.test>",
  '"ada lovelace"@example.test',
  "ada@[127.0.0.1]",
  "ada@exa mple.test",
  "ada@müller.example",
  "ada\u0000@example.test",
];

test.each(accepted)("%p is an address, in one form", (typed, email) => {
  expect(parseEmail(typed)).toBe(email);
  expect(Value.Check(Email, typed)).toBe(true);
});

test.each(refused)("%p is no address", (typed) => {
  expect(parseEmail(typed)).toBeNull();
  expect(Value.Check(Email, typed)).toBe(false);
});

describe("look-alikes of an address are not that address", () => {
  test.each([
    ["the Kelvin sign", "\u212aate@example.test"],
    ["the long s", "admin\u017f@example.test"],
    ["a dotless i", "adm\u0131n@example.test"],
    ["a letter and its accent", "ade\u0301@example.test"],
    ["full width", "\uff41da@example.test"],
    ["an invisible character", "ad\u200ba@example.test"],
  ])("%s", (_, typed) => {
    expect(parseEmail(typed)).toBeNull();
    expect(Value.Check(Email, typed)).toBe(false);
  });
});

test("254 characters are an address, 255 are none", () => {
  const domain = "@example.test";
  const longest = `${"a".repeat(254 - domain.length)}${domain}`;
  expect(parseEmail(longest)).toBe(longest);
  expect(parseEmail(`a${longest}`)).toBeNull();
});

test("a body's wrong address is the client's mistake, and is not repeated", () => {
  const wrong = () => requireEmail("nobody", "/new_email");
  expect(wrong).toThrow(expect.objectContaining({ code: "invalid_input" }));
  try {
    wrong();
  } catch (error) {
    expect(error).toMatchObject({ inputErrors: [{ in: "body", pointer: "/new_email" }] });
    expect(JSON.stringify(error)).not.toContain("nobody");
  }
});
