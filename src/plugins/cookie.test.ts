import { describe, expect, test } from "bun:test";
import { secretCookie } from "./cookie.ts";
import { type OAuthAttempt, oauthCookie } from "./oauth-cookie.ts";
import { returnPath } from "./return-path.ts";
import { sessionCookie } from "./session-cookie.ts";

const withCookie = (cookie: string) => new Headers({ cookie });
/** The header as a browser sends it back. */
const sentBack = (setCookie: string) => withCookie(setCookie.split(";")[0] ?? "");

describe("the session's cookie", () => {
  test("over https cannot be read by scripts, sent by other sites, or planted by subdomains", () => {
    expect(sessionCookie(true).set("abc", 3600)).toBe(
      "__Host-session=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure",
    );
  });

  test("over http, in development, has a plain name and is not Secure", () => {
    expect(sessionCookie(false).set("abc", 3600)).toBe(
      "session=abc; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax",
    );
  });

  test("is forgotten with the attributes that it was set with", () => {
    expect(sessionCookie(true).clear()).toBe(
      "__Host-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
    );
  });

  test("is not asked to be kept longer than browsers keep any", () => {
    expect(sessionCookie(true).set("abc", 1e9)).toContain("Max-Age=34560000;");
  });

  test.each([
    ["__Host-session=abc", "abc"],
    ["a=1; __Host-session=abc; b=2", "abc"],
    ["a=1;__Host-session=abc", "abc"],
    ["__Host-session=abc; __Host-session=def", "abc"],
    ["__Host-session=", null],
    ["__Host-session", null],
    ["session=abc", null],
    ["__host-session=abc", null],
    ["x__Host-session=abc", null],
    ["a=__Host-session=abc", null],
    ["", null],
    [";;=;", null],
  ])("%p is read as %p", (header, value) => {
    expect(sessionCookie(true).read(withCookie(header))).toBe(value);
  });

  test.each(["", "a b", "a;Domain=evil", "a\r\nSet-Cookie: b=c", "ä"])("never holds %p", (value) => {
    expect(() => secretCookie("x", true).set(value, 1)).toThrow();
  });
});

describe("the cookie of a sign-in at a provider", () => {
  const cookie = oauthCookie(true);
  const attempt: OAuthAttempt = { provider: "github", state: "s", codeVerifier: "v", returnTo: "/a?b=ü#c" };

  test("comes back as it was set, for ten minutes", () => {
    const header = cookie.set(attempt);
    expect(header).toMatch(
      /^__Host-oauth=[A-Za-z0-9_-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(cookie.read(sentBack(header))).toEqual({ ...attempt, returnTo: "/a?b=%C3%BC#c" });
  });

  test("leads back into the app only", () => {
    expect(cookie.read(sentBack(cookie.set({ ...attempt, returnTo: "//evil.example" })))?.returnTo).toBe("/");
  });

  const written = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  test.each([
    "x",
    "eyJ",
    "!!!",
    written(null),
    written([]),
    written({ ...attempt, state: 1 }),
    written("text"),
  ])("%p is as good as none", (value) => {
    expect(cookie.read(withCookie(`__Host-oauth=${value}`))).toBeNull();
  });

  test("is not there in a browser that did not begin", () => {
    expect(cookie.read(new Headers())).toBeNull();
  });
});

describe("after signing in", () => {
  test.each(["/", "/members", "/a/b?c=d&e=%2F#f", "/?next=https://example.test", "/@evil.example"])(
    "%p is followed",
    (path) => {
      expect(returnPath(path)).toBe(path);
    },
  );

  test.each([
    undefined,
    "",
    "members",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e%2e//evil.example",
    "javascript:alert(1)",
    "/\u0000",
    `/${"a".repeat(501)}`,
  ])("%p leads to the start page", (path) => {
    expect(returnPath(path)).toBe("/");
  });
});
