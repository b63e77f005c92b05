import { describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { timeLeft } from "../database/scope.ts";
import { testApp } from "../testing/app.ts";
import { noDatabase } from "../testing/no-database.ts";
import type { Guards } from "./auth.ts";
import { takesUpTo } from "./deadline.ts";

const routes = (guards: Guards) =>
  new Elysia()
    .use(guards)
    .post("/echo", ({ body }) => body, { public: true, body: t.Unknown() })
    .get("/frozen", () => new Promise<never>(() => {}), { public: true })
    .get("/patient/:id", () => timeLeft(), { public: true, detail: takesUpTo(60_000) })
    .get("/hurried", () => timeLeft(), { public: true })
    .put("/things/:id", () => "", { public: true })
    .post("/things/:id", () => "", { public: true });

const app = testApp(noDatabase, {
  env: { REQUEST_BODY_MAX_BYTES: "1000", REQUEST_DEADLINE_MS: "50" },
  routes,
});

const post = (init: RequestInit & { readonly duplex?: "half" }) =>
  app.fetch(new Request("http://localhost/echo", { method: "POST", ...init }));

const json = { "content-type": "application/json" };

describe("paths and methods", () => {
  test("404 for a path that is not there", async () => {
    const { status, body } = await app.request("GET", "/nowhere");
    expect([status, body.code]).toEqual([404, "not_found"]);
  });

  test.each(["DELETE", "PATCH", "TRACE", "GET"])(
    "405 for %s on a path with other methods, which it names",
    async (method) => {
      const { status, headers, body } = await app.request(method, "/things/1");
      expect([status, body.code]).toEqual([405, "method_not_allowed"]);
      expect(headers.get("allow")).toBe("OPTIONS, POST, PUT");
    },
  );

  test("OPTIONS names the methods", async () => {
    const { status, headers, body } = await app.request("OPTIONS", "/hurried");
    expect([status, headers.get("allow"), body]).toEqual([204, "GET, HEAD, OPTIONS", undefined]);
  });

  test("HEAD is GET without its body", async () => {
    const { status, headers, body } = await app.request("HEAD", "/health/live");
    expect([status, body]).toEqual([200, undefined]);
    expect(headers.get("content-length")).toBe(String(JSON.stringify({ status: "live" }).length));
  });

  test("a host of one letter is a host (Elysia looks for the path behind the eleventh letter)", async () => {
    expect((await app.fetch(new Request("http://a/health/live"))).status).toBe(200);
  });

  test("a malformed percent sign in the path is the client's", async () => {
    expect((await app.request("GET", "/things/%zz")).status).toBe(405);
  });
});

describe("bodies", () => {
  test("JSON is read", async () => {
    expect((await app.request("POST", "/echo", { body: { a: [1, null] } })).body).toEqual({ a: [1, null] });
  });

  test("400 for JSON that is none", async () => {
    const { status, body } = await app.request("POST", "/echo", { body: '{"a":' });
    expect([status, body.code]).toEqual([400, "malformed_request"]);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
  ])("415 for %s", async (type) => {
    const answer = await post({ body: "a=b", headers: { "content-type": type } });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: "unsupported_media_type" });
  });

  test("413 by the length that is announced, before anything is read", async () => {
    const answer = await post({ body: '"x"', headers: { ...json, "content-length": "1001" } });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "payload_too_large" });
    expect(answer.headers.get("connection")).toBe("close");
  });

  test("413 for a stream that goes on too long", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 500;
        controller.enqueue(new Uint8Array(500).fill(0x20));
      },
    });
    const answer = await post({ body: endless, headers: json, duplex: "half" });
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(5000);
  });

  test("a stream within the limit is read", async () => {
    const answer = await post({ body: new Blob(['{"a":', "1}"]).stream(), headers: json, duplex: "half" });
    expect(await answer.json()).toEqual({ a: 1 });
  });

  test.each([
    ["at the top", '{"__proto__":{"admin":true}}'],
    ["deeper", '{"a":[{"__proto__":{"admin":true}}]}'],
  ])("422 for __proto__ %s, and nothing is polluted", async (_, body) => {
    expect((await app.request("POST", "/echo", { body })).status).toBe(422);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test("422 for a document that is nested too deeply", async () => {
    expect((await app.request("POST", "/echo", { body: "[".repeat(300) + "]".repeat(300) })).status).toBe(
      422,
    );
  });
});

describe("deadlines", () => {
  test("503 when nothing comes in time", async () => {
    const { status, headers, body } = await app.request("GET", "/frozen");
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "deadline_exceeded", "1"]);
  });

  test("queries know how long they have", async () => {
    const left = Number((await app.request("GET", "/hurried")).body);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(50);
  });

  test("a route may take longer", async () => {
    expect(Number((await app.request("GET", "/patient/1")).body)).toBeGreaterThan(50_000);
  });
});

describe("what every answer carries", () => {
  test.each([
    ["a success", "GET", "/health/live"],
    ["a route that is not there", "GET", "/nowhere"],
    ["a wrong method", "POST", "/health/live"],
    ["a refusal", "GET", "/users"],
    ["a timeout", "GET", "/frozen"],
    ["no content", "OPTIONS", "/hurried"],
  ])("security headers and the request's id: %s", async (_, method, path) => {
    const { headers } = await app.request(method, path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.has("strict-transport-security")).toBe(false);
  });

  test("in production browsers are told to stay with TLS", async () => {
    const env = { NODE_ENV: "production", DATABASE_URL: "postgres://localhost/x", RATE_LIMITS: "true" };
    const { headers } = await testApp(noDatabase, { env }).request("GET", "/nowhere");
    expect(headers.get("strict-transport-security")).toBe("max-age=63072000");
  });

  test("a process that stops asks for the connection to be closed", async () => {
    const stopping = testApp(noDatabase);
    stopping.lifecycle.draining = true;
    expect((await stopping.request("GET", "/health/live")).headers.get("connection")).toBe("close");
  });

  test("ids are ours, whatever the client sends", async () => {
    const { headers } = await app.request("GET", "/health/live", { headers: { "x-request-id": "forged" } });
    expect(headers.get("x-request-id")).not.toBe("forged");
  });
});

describe("unsafe requests of browsers must come from here", () => {
  const status = async (headers: Record<string, string>, method = "POST") =>
    (
      await app.request(method, "/echo", {
        body: {},
        headers: { cookie: "session=x", host: "app.example", ...headers },
      })
    ).status;

  test.each([
    ["same-origin", 200],
    ["none", 200],
    ["same-site", 403],
    ["cross-site", 403],
    ["anything", 403],
  ])("Sec-Fetch-Site: %s → %i", async (site, expected) => {
    expect(await status({ "sec-fetch-site": site })).toBe(expected);
  });

  test.each([
    ["http://localhost", 200],
    ["https://localhost", 200],
    ["http://localhost.evil.example", 403],
    ["http://evil.example?http://localhost", 403],
    ["http://localhost:8080", 403],
    ["http://localhost@evil.example", 403],
    ["null", 403],
    ["", 403],
  ])("Origin: %s → %i where the browser has no Sec-Fetch-Site", async (origin, expected) => {
    expect(await status({ origin })).toBe(expected);
  });

  test("neither header, but a cookie: refused", async () => {
    expect(await status({})).toBe(403);
  });

  test.each([{ origin: "http://evil.example" }, { "sec-fetch-site": "cross-site" }])(
    "%p without a cookie is refused too: it may sign somebody in to another's account",
    async (headers) => {
      expect((await app.request("POST", "/echo", { body: {}, headers })).status).toBe(403);
    },
  );

  test("programs, which send none of these, are let in", async () => {
    expect((await app.request("POST", "/echo", { body: {} })).status).toBe(200);
  });

  test("the front end may live elsewhere: APP_URL is ours, and only exactly", async () => {
    const elsewhere = testApp(noDatabase, { env: { APP_URL: "https://app.example.com/start" }, routes });
    const from = async (origin: string) => {
      const headers = { cookie: "session=x", "sec-fetch-site": "same-site", origin };
      return (await elsewhere.request("POST", "/echo", { body: {}, headers })).status;
    };
    expect(await from("https://app.example.com")).toBe(200);
    expect(await from("http://app.example.com")).toBe(403);
    expect(await from("https://app.example.com.evil.example")).toBe(403);
  });
});

describe("a front end with an origin of its own", () => {
  const elsewhere = testApp(noDatabase, { env: { APP_URL: "https://app.example.com/start" }, routes });
  const asked = { "access-control-request-method": "PUT", "access-control-request-headers": "content-type" };
  const headersFor = async (origin: string, method: string, path: string, headers = {}) =>
    (await elsewhere.request(method, path, { headers: { origin, ...headers } })).headers;

  test("may ask before it calls, and is told what it may send", async () => {
    const headers = await headersFor("https://app.example.com", "OPTIONS", "/things/1", asked);
    expect(headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect(headers.get("access-control-allow-methods")).toContain("PUT");
    expect(headers.get("access-control-allow-headers")).toContain("content-type");
    expect(headers.get("vary")).toContain("origin");
  });

  test.each(["/health/live", "/nowhere"])("reads what %s answers", async (path) => {
    const headers = await headersFor("https://app.example.com", "GET", path);
    expect(headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(headers.get("access-control-expose-headers")).toContain("x-request-id");
  });

  test.each(["http://app.example.com", "https://app.example.com.evil.example", "null"])(
    "%s is another, and gets nothing",
    async (origin) => {
      const headers = await headersFor(origin, "OPTIONS", "/things/1", asked);
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    },
  );
});
