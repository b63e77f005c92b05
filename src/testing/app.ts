/**
 * The API inside the test: `const app = testApp(database)`, then `await app.request("GET", "/docs/json")`, and
 * `const ada = await app.as(user)`, `await ada.request("GET", "/me")` for somebody who is signed in. The same handler as
 * in production, without a port.
 */
import { type AppOptions, createHandler } from "../app.ts";
import type { Db } from "../database/db.ts";
import type { Mailbox } from "../mail/index.ts";
import * as memberships from "../repositories/memberships.ts";
import type { Scope } from "../scope.ts";
import { callerOf } from "./caller.ts";
import { createSession } from "./factories.ts";
import { type TestPlatformOptions, testPlatform } from "./platform.ts";

export { operator, signedIn } from "./caller.ts";

export interface TestAppOptions extends TestPlatformOptions {
  /** More routes beside the real ones. */
  readonly routes?: AppOptions["routes"];
}

export interface TestRequest {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who asks, said outright: no session, no database. Nobody by default. */
  readonly as?: Scope;
}

export interface TestResponse<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, undefined when it is empty, else the text. */
  readonly body: Body;
}

export interface TestClient {
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts the shape of the answer, which is what it is there for.
  request<Body = any>(method: string, path: string, request?: TestRequest): Promise<TestResponse<Body>>;
}

/** Somebody with a session, which every request brings along. */
export interface SignedInClient extends TestClient {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

export interface TestApp extends TestClient {
  /** Signs somebody in, without the way through a login: in the organization given, or the one joined last. */
  as(user: { readonly id: string }, place?: { readonly organizationId: string }): Promise<SignedInClient>;
  /** The handler itself, for requests that are not of the usual form. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly lifecycle: { draining: boolean };
  /** What was mailed. Mails go out after answers: wait for `idle()` first. */
  readonly mailbox: Mailbox;
  /** The lines logged since the start, or since it was last emptied. */
  readonly logs: Record<string, unknown>[];
  /** Resolves once nothing goes on any more that answers did not wait for. */
  idle(): Promise<void>;
}

const CALLER_HEADER = "x-test-caller";

export function testApp(database: { readonly db: Db }, options: TestAppOptions = {}): TestApp {
  const callers = new Map<string, Scope>();
  const platform = testPlatform(database, options);
  const fetch = createHandler(platform, {
    ...(options.routes && { routes: options.routes }),
    authenticate: (bySession) => async (request) => {
      const scope = callers.get(request.headers.get(CALLER_HEADER) ?? "");
      return scope === undefined ? await bySession(request) : callerOf(scope);
    },
  });

  const request: TestClient["request"] = async (method, path, { as, ...given } = {}) => {
    const headers: Record<string, string> = { ...given.headers };
    if (as !== undefined) {
      headers[CALLER_HEADER] = String(callers.size);
      callers.set(String(callers.size), as);
    }
    return await read(await fetch(requestOf(method, path, { ...given, headers })));
  };

  return {
    fetch,
    request,
    lifecycle: platform.lifecycle,
    mailbox: platform.mailbox,
    logs: platform.logs,
    idle: () => platform.idle(),
    as: async (user, place) => await signIn(database.db, request, user.id, place?.organizationId),
  };
}

async function signIn(
  db: Db,
  request: TestClient["request"],
  userId: string,
  wantedId: string | undefined,
): Promise<SignedInClient> {
  const place = await memberships.fetchPlaceOfUser(db, { userId, wantedId });
  const { session, token } = await createSession(db, { userId, organizationId: place?.organization_id });
  return {
    userId,
    token,
    sessionId: session.id,
    request: (method, path, given = {}) =>
      request(method, path, { ...given, headers: { authorization: `Bearer ${token}`, ...given.headers } }),
  };
}

function requestOf(method: string, path: string, { body, headers = {} }: Omit<TestRequest, "as">): Request {
  const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  return new Request(`http://localhost${path}`, { method, headers: { ...type, ...headers }, ...content });
}

async function read<Body>(response: Response): Promise<TestResponse<Body>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body = isJson && text !== "" ? JSON.parse(text) : text || undefined;
  return { status: response.status, headers: response.headers, body };
}
