import { expect, test } from "bun:test";
import { decodeBase64urlIgnorePadding, encodeHexLowerCase } from "@oslojs/encoding";
import { Value } from "@sinclair/typebox/value";
import { Token } from "./schema.ts";
import { createToken, hashToken, isToken } from "./token.ts";

test("a token is 32 random bytes, written in characters that a link and a header can hold", () => {
  const { token } = createToken();
  expect(decodeBase64urlIgnorePadding(token)).toHaveLength(32);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("no two are the same", () => {
  const tokens = Array.from({ length: 1000 }, () => createToken().token);
  expect(new Set(tokens).size).toBe(1000);
});

test("the database gets its SHA-256", () => {
  const { token, tokenHash } = createToken();
  expect(tokenHash).toEqual(hashToken(token));
  const digest = new Bun.CryptoHasher("sha256").update(token).digest("hex");
  expect(encodeHexLowerCase(tokenHash)).toBe(digest);
});

test("what cannot be a token is seen at a glance", () => {
  const { token } = createToken();
  expect(isToken(token)).toBe(true);
  expect(Value.Check(Token, token)).toBe(true);
  for (const other of [
    "",
    token.slice(1),
    `${token}a`,
    `${token.slice(1)}=`,
    `${token.slice(1)}\n`,
    ` ${token}`,
  ]) {
    expect(isToken(other)).toBe(false);
    expect(Value.Check(Token, other)).toBe(false);
  }
});
