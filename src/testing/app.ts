/**
 * The API inside the test: `const app = testApp(database)`, then `await app.request("GET", "/users")`. The same
 * handler as in production, without a port; only who asks may be said outright instead of signing in.
 */
import { type AppOptions, createHandler } from "../app.ts";
import { readConfig } from "../config.ts";
import type { Db } from "../database/db.ts";
import { bunPasswordHasher } from "../platform/bun-password.ts";
import type { Platform } from "../platform/platform.ts";
import { PERMISSIONS, type Permission, type Scope } from "../scope.ts";
import { createLog } from "../telemetry/log.ts";

export interface TestAppOptions {
  /** Variables of the configuration, by their names in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly migrations?: readonly string[];
  /** More routes beside the real ones. */
  readonly routes?: AppOptions["routes"];
  /** The address at the other end of the socket. */
  readonly peer?: string;
}

export interface TestRequest {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who asks; nobody by default. */
  readonly as?: Scope;
}

export interface TestResponse<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, undefined when it is empty, else the text. */
  readonly body: Body;
}

export interface TestApp {
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts the shape of the answer, which is what it is there for.
  request<Body = any>(method: string, path: string, request?: TestRequest): Promise<TestResponse<Body>>;
  /** The handler itself, for requests that are not of the usual form. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly lifecycle: { draining: boolean };
  /** The lines logged since the start, or since it was last emptied. */
  readonly logs: Record<string, unknown>[];
}

const CALLER_HEADER = "x-test-caller";

export function testApp(database: { readonly db: Db }, options: TestAppOptions = {}): TestApp {
  const callers = new Map<string, Scope>();
  const logs: Record<string, unknown>[] = [];
  const lifecycle = { draining: false };
  const platform = testPlatform(database, options, lifecycle, (line) => logs.push(JSON.parse(line)));
  const fetch = createHandler(platform, {
    ...(options.routes && { routes: options.routes }),
    authenticate: async ({ headers }) => callers.get(headers.get(CALLER_HEADER) ?? "") ?? null,
  });

  return {
    fetch,
    lifecycle,
    logs,
    async request(method, path, { body, headers = {}, as } = {}) {
      const caller = String(callers.size);
      if (as !== undefined) callers.set(caller, as);
      return await read(
        await fetch(
          new Request(`http://localhost${path}`, {
            method,
            headers: {
              ...(body === undefined ? {} : { "content-type": "application/json" }),
              ...(as === undefined ? {} : { [CALLER_HEADER]: caller }),
              ...headers,
            },
            ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
          }),
        ),
      );
    },
  };
}

/** Somebody who is signed in, with the permissions given. */
export const signedIn = (
  scope: Partial<Omit<Scope, "permissions">> & { permissions?: Permission[] } = {},
): Scope => ({
  userId: "01940000-0000-7000-8000-000000000001",
  organizationId: null,
  sessionId: null,
  ...scope,
  permissions: new Set(scope.permissions ?? []),
});

/** Somebody who may do everything, everywhere. */
export const operator = (): Scope => signedIn({ permissions: [...PERMISSIONS] });

function testPlatform(
  database: { readonly db: Db },
  { env = {}, migrations = [], peer = "127.0.0.1" }: TestAppOptions,
  lifecycle: { draining: boolean },
  write: (line: string) => void,
): Platform {
  return {
    config: readConfig({ env: { NODE_ENV: "test", ...env } }),
    elysia: {},
    database: lateDatabase(database),
    log: createLog({ level: "debug", format: "json", base: {}, write }),
    logFormat: "json",
    migrations,
    lifecycle,
    passwordHasher: bunPasswordHasher,
    peerAddress: () => peer,
    docsAsset: async (name) =>
      name === "swagger-ui.css" ? new Blob(["body{}"], { type: "text/css" }) : null,
  };
}

/** Looks the database up when it is used: outside of hooks and tests there is none yet. */
const lateDatabase = (holder: { readonly db: Db }): Db => ({
  one: (query, params) => holder.db.one(query, params),
  maybe: (query, params) => holder.db.maybe(query, params),
  many: (query, params) => holder.db.many(query, params),
  count: (query, params) => holder.db.count(query, params),
  transaction: (work, options) => holder.db.transaction(work, options),
});

async function read<Body>(response: Response): Promise<TestResponse<Body>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body = isJson && text !== "" ? JSON.parse(text) : text || undefined;
  return { status: response.status, headers: response.headers, body };
}
