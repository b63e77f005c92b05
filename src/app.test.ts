/** The API as a whole: every route compiles, and whatever is sent to it comes back as an answer that is documented. */
import { beforeAll, describe, expect, test } from "bun:test";
import { createApp } from "./app.ts";
import { errors } from "./errors.ts";
import { PERMISSIONS, type Scope } from "./scope.ts";
import { signedIn, testApp } from "./testing/app.ts";
import { testDatabase } from "./testing/database.ts";
import { exampleRequest } from "./testing/example-requests.ts";
import { createOrganization, createSession } from "./testing/factories.ts";
import { noDatabase } from "./testing/no-database.ts";
import { testPlatform } from "./testing/platform.ts";
import { createWorld } from "./testing/world.ts";

const database = testDatabase();
const app = testApp(database);

/** Somebody real who may do everything, said outright: what these requests do must not sign them out. */
let caller: Scope;
beforeAll(async () => {
  const { organization, owner } = await createOrganization(database.db);
  const { session } = await createSession(database.db, { userId: owner.id, organizationId: organization.id });
  const ids = { userId: owner.id, organizationId: organization.id, sessionId: session.id };
  caller = signedIn({ ...ids, permissions: PERMISSIONS });
});

test("every route compiles: a schema that cannot be checked would fail with its first request", () => {
  for (const route of createApp(testPlatform(noDatabase)).routes) {
    expect(() => route.compile(), `${route.method} ${route.path}`).not.toThrow();
  }
});

/** Values that programs trip over. The last is recognised in answers that repeat it. */
const NASTY = [
  "",
  "0",
  "-1",
  "1.5",
  "1e309",
  "NaN",
  "null",
  "true",
  "[]",
  '{"$gt":""}',
  "'; DROP TABLE users; --",
  "../../etc/passwd",
  "\u0000",
  "\ud800",
  "💥".repeat(50),
  "\u202eabc",
  "x".repeat(5000),
  "00000000-0000-0000-0000-000000000000",
  "canary-7f3a",
] as const;

const NASTY_BODIES: readonly unknown[] = [
  ...NASTY,
  "{",
  "null",
  [],
  {},
  { __proto__: null, constructor: { prototype: { polluted: true } } },
  '{"__proto__":{"polluted":true}}',
  `{"id":"${"x".repeat(100)}","email":["canary-7f3a"],"name":{"canary-7f3a":1},"password":false}`,
];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly hasBody: boolean;
}

async function operations(): Promise<Operation[]> {
  const { paths } = (await app.request("GET", "/docs/json")).body;
  return Object.entries<Record<string, Record<string, unknown>>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: ((parameters ?? []) as { in: string; name: string }[])
        .filter((parameter) => parameter.in === "query")
        .map(({ name }) => name),
      hasBody: requestBody !== undefined,
    })),
  );
}

const ID = "01940000-0000-7000-8000-000000000001";

/** Below an organization only the caller's own leads any further than to "not found". */
const atHome = (path: string) =>
  path.replace("/organizations/{id}/", `/organizations/${caller.organizationId}/`);

function* requestsOf({ method, path, query, hasBody }: Operation) {
  const plain = atHome(`${path}/`)
    .slice(0, -1)
    .replaceAll(/\{\w+\}/g, ID);
  for (const value of NASTY) {
    const text = encodeURIComponent(value.toWellFormed());
    if (path.includes("{"))
      yield { method, path: atHome(path).replaceAll(/\{\w+\}/g, text), body: undefined };
    for (const name of query)
      yield { method, path: `${plain}?${name}=${text}&${name}=2&${text}=1`, body: undefined };
  }
  if (hasBody) for (const body of NASTY_BODIES) yield { method, path: plain, body };
}

describe("whatever is sent", () => {
  test("is answered by a documented status, in our format, without a fault and without an echo", async () => {
    let count = 0;
    for (const operation of await operations()) {
      for (const { method, path, body } of requestsOf(operation)) {
        const answer = await app.request(method, path, { as: caller, body });
        const what = `${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 200)} → ${answer.status}`;
        expect(answer.status, what).toBeLessThan(500);
        if (answer.status >= 400) {
          expect(answer.headers.get("content-type"), what).toBe("application/problem+json");
          expect(Object.keys(errors), what).toContain(answer.body.code);
          expect(JSON.stringify(answer.body), what).not.toContain("canary-7f3a");
        }
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(app.logs.filter(({ level }) => level === "error")).toEqual([]);
  }, 30_000);

  test("and so is what would be right but for one member of the body", async () => {
    const world = await createWorld(app, database);
    const { userId, sessionId } = world.callers.owner;
    const { organizationId } = world;
    const owner = signedIn({ userId, sessionId, organizationId, permissions: PERMISSIONS });
    let count = 0;
    for (const route of createApp(testPlatform(noDatabase)).routes) {
      const { method, path, body } = exampleRequest(route, world);
      for (const member of Object.keys(body ?? {})) {
        for (const value of NASTY) {
          const nasty = { ...(body as object), [member]: value };
          const answer = await app.request(method, path, { as: owner, body: nasty });
          const what = `${method} ${path} ${member}: ${value.slice(0, 50)} → ${answer.status}`;
          expect(answer.status, what).toBeLessThan(500);
          if (answer.status >= 400) expect(Object.keys(errors), what).toContain(answer.body.code);
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(200);
    expect(app.logs.filter(({ level }) => level === "error")).toEqual([]);
  }, 30_000);

  test("by a stranger is refused wherever the route is not public, whatever the body", async () => {
    const { paths } = (await app.request("GET", "/docs/json")).body;
    for (const { method, path } of await operations()) {
      if (paths[path][method.toLowerCase()]["x-access"] === "public") continue;
      const { status } = await app.request(method, path.replaceAll(/\{\w+\}/g, "x"), {
        body: method === "GET" ? undefined : "{",
      });
      expect(status, `${method} ${path}`).toBe(401);
    }
  });
});
