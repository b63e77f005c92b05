import { describe, expect, test } from "bun:test";
import { isSecretKey, redact, redactText } from "./redact.ts";

describe("by key", () => {
  test("secrets are masked at any depth, the rest stays", () => {
    const body = {
      email: "a@b.c",
      password: "x",
      nested: [{ accessToken: "y", count: 3 }],
      headers: { "Set-Cookie": "z" },
    };
    expect(redact(body)).toEqual({
      email: "a@b.c",
      password: "***",
      nested: [{ accessToken: "***", count: 3 }],
      headers: { "Set-Cookie": "***" },
    });
  });

  test.each([
    "password",
    "new_password",
    "Authorization",
    "cookie",
    "X-Api-Key",
    "client_secret",
    "refresh_token",
    "code",
  ])("%s is a secret", (key) => expect(isSecretKey(key)).toBe(true));

  test.each(["email", "encoded", "accept-encoding", "user_id", "status_code"])("%s is none", (key) =>
    expect(isSecretKey(key)).toBe(false),
  );

  test("what is too long or too deep is cut", () => {
    expect(String(redact("x".repeat(10_000))).length).toBeLessThan(600);
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(JSON.stringify(redact(loop))).toContain("…");
  });
});

describe("by pattern, in a finished line", () => {
  test.each([
    ["a bearer token", 'header "Bearer canary-123456"'],
    ["basic credentials", "Basic Y2FuYXJ5LTEyMzQ1Ng=="],
    ["a member of JSON", '{"password":"canary-123456"}'],
    ["a member of JSON inside of JSON", String.raw`{"message":"{\"reset_token\":\"canary-123456\"}"}`],
    ["a value with escaped quotes", String.raw`{"secret":"a\"canary-123456"}`],
    ["a parameter of a URL", "GET /reset?token=canary-123456&x=1"],
    ["the password in a URL", "connect to postgres://app:canary-123456@db:5432/app failed"],
    ["a cookie", '{"cookie":"session=canary-123456"}'],
    ["a card in groups", "canary-free 4111 1111 1111 1111 was declined"],
    ["a card as it is stored", '{"note":"5555555555554444"}'],
    ["an American card", '{"note":"3782 822463 10005"}'],
  ])("%s", (_, line) => {
    const redacted = redactText(line);
    expect(redacted).toContain("***");
    expect(redacted).not.toMatch(/canary-123456|Y2FuYXJ5|1111|4444|0005/);
  });

  test("JSON stays JSON", () => {
    const line = JSON.stringify({
      password: 'a"b\\',
      note: "Bearer abcdefgh",
      url: "redis://u:p@h",
      next: 1,
      card: 4111111111111111,
      cards: [5555555555554444],
    });
    expect(JSON.parse(redactText(line))).toEqual({
      password: "***",
      note: "Bearer ***",
      url: "redis://u:***@h",
      next: 1,
      card: 0,
      cards: [0],
    });
  });

  test("what is no secret stays", () => {
    const line = JSON.stringify({
      id: "01a22275-5711-7111-8111-111111111111",
      trace: "41111111111111110000000000000000",
      time: "2026-11-28T14:00:45.273Z",
      number: 1234567890123456,
      ms: 4.111111111111111,
      // Its last digit is what a card's would be.
      at: 1_795_887_785_123,
      url: "http://localhost:3000/users",
      token_type: 1,
      message: "tokens: none",
    });
    expect(redactText(line)).toBe(line);
  });
});
