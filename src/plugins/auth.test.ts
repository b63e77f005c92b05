import { describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { signedIn, testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";
import { auditAccess, auth } from "./auth.ts";
import type { Route } from "./route.ts";

const app = testApp(noDatabase, {
  routes: (guards) =>
    new Elysia()
      .use(guards)
      .get("/open", () => "open", { public: true })
      .post("/mine", ({ scope }) => scope.userId, { signedIn: true, body: t.Object({ name: t.String() }) })
      .get("/members", ({ scope }) => scope.userId, { permission: "members.read" }),
});

describe("who may call", () => {
  test("a public route: everybody", async () => {
    expect((await app.request("GET", "/open")).body).toBe("open");
  });

  test("401 for strangers, and how to sign in", async () => {
    const { status, headers, body } = await app.request("GET", "/members");
    expect(status).toBe(401);
    expect(body.code).toBe("not_signed_in");
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  test("403 without the permission", async () => {
    const { status, body } = await app.request("GET", "/members", {
      as: signedIn({ permissions: ["roles.read"] }),
    });
    expect([status, body.code]).toEqual([403, "not_permitted"]);
  });

  test("with the permission the handler gets the caller", async () => {
    const as = signedIn({ userId: "ada", permissions: ["members.read"] });
    expect((await app.request("GET", "/members", { as })).body).toBe("ada");
  });

  test.each([
    ["an invalid body", { body: { name: 1 } }],
    ["malformed JSON", { body: "{" }],
    ["no body", {}],
  ])("strangers get 401 before anything is said about %s", async (_, request) => {
    expect((await app.request("POST", "/mine", request)).status).toBe(401);
  });

  test("HEAD is guarded like GET", async () => {
    expect((await app.request("HEAD", "/members")).status).toBe(401);
  });

  test("the log knows the caller", async () => {
    app.logs.length = 0;
    await app.request("GET", "/members", { as: signedIn({ userId: "ada", permissions: ["members.read"] }) });
    expect(app.logs).toMatchObject([{ message: "request", user_id: "ada" }]);
  });
});

describe("the audit at boot", () => {
  const guards = auth(async () => null);
  const routesOf = (app: { routes: readonly Route[] }) => app.routes;

  test("a route that does not say who may call it is refused by name", () => {
    const routes = routesOf(new Elysia().use(guards).get("/forgotten", () => "secret"));
    expect(() => auditAccess(routes)).toThrow("GET /forgotten");
  });

  test("a misspelt declaration fails closed, though Elysia lets it pass", () => {
    const misspelt = { singedIn: true } as Record<string, unknown>;
    expect(() =>
      auditAccess(routesOf(new Elysia().use(guards).get("/typo", () => "secret", misspelt))),
    ).toThrow("/typo");
  });

  test("a declaration without the plugin fails closed", () => {
    const declared = { signedIn: true } as Record<string, unknown>;
    expect(() => auditAccess(routesOf(new Elysia().get("/alone", () => "secret", declared)))).toThrow(
      "/alone",
    );
  });

  test("two declarations contradict each other", () => {
    const both = new Elysia().use(guards).get("/both", () => "?", { public: true, signedIn: true });
    expect(() => auditAccess(routesOf(both))).toThrow("/both");
  });

  test("public: false is no declaration", () => {
    const closed = { public: false } as Record<string, unknown>;
    expect(() => auditAccess(routesOf(new Elysia().use(guards).get("/no", () => "?", closed)))).toThrow(
      "/no",
    );
  });

  test("a mounted app is a hole", () => {
    const mounted = new Elysia().use(guards).mount("/legacy", () => new Response("anything"));
    expect(() => auditAccess(routesOf(mounted))).toThrow("/legacy");
  });

  test("a handler is not made from routes that are open", () => {
    expect(() => testApp(noDatabase, { routes: () => new Elysia().get("/open", () => "") })).toThrow(
      "GET /open",
    );
  });
});
