/** What the protocol does with bodies and with answers in any order, against a server that says when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createClient } from "./index.ts";

/** Answers 402 until the session is renewed, and with what came once it is. */
let server: Bun.Server<undefined>;
let fresh = false;
let renewals = 0;
/** Requests to /late are held until this says so. */
let late: PromiseWithResolvers<void>;

beforeAll(() => {
  server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
});
afterAll(() => server.stop(true));
beforeEach(() => {
  fresh = false;
  renewals = 0;
  late = Promise.withResolvers();
});

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/session/revalidation") {
    fresh = true;
    renewals += 1;
    return Response.json(identity("one"));
  }
  const wasFresh = fresh;
  if (pathname === "/late") await late.promise;
  const body = await request.text();
  if (!wasFresh) return Response.json({ code: "session_needs_revalidation" }, { status: 402 });
  return new Response(body, { headers: { "x-content-type": request.headers.get("content-type") ?? "" } });
}

const identity = (id: string) => ({
  user: { id: "ada", email: "ada@example.test", name: "Ada", locale: "en", email_verified: true },
  organization: null,
  permissions: [],
  session: { id, method: "password" as const, created_at: "", expires_at: "" },
});

const client = () => createClient(server.url.origin, { transport: "bearer" });
const post = (body: RequestInit["body"]) =>
  client().fetch(new URL("/echo", server.url), { method: "POST", body: body ?? null });

describe("bodies are sent again", () => {
  const form = new FormData();
  form.set("picture", new File(["pixels"], "ada.png"));

  test.each([
    ["text", '{"name":"Ada"}'],
    ["URLSearchParams", new URLSearchParams({ name: "Ada" })],
    ["a Blob", new Blob(["Ada"])],
    ["an ArrayBuffer", new TextEncoder().encode("Ada").buffer],
    ["bytes", new TextEncoder().encode("Ada")],
    ["a form with a file", form],
  ])("%s", async (_, body) => {
    const response = await post(body);
    expect([response.status, renewals]).toEqual([200, 1]);
    expect(await response.text()).toMatch(body === form ? /ada\.png[\s\S]*pixels/ : /Ada/);
  });

  test("a Request with a body of its own", async () => {
    const request = new Request(`${server.url.origin}/echo`, { method: "POST", body: "Ada" });
    expect(await (await client().fetch(request)).text()).toBe("Ada");
  });

  test("JSON through Eden", async () => {
    const { data } = await client().api.organizations.post({ name: "Example", slug: "example" });
    expect(data as unknown).toEqual({ name: "Example", slug: "example" });
  });

  test("a stream cannot be: its owner gets the 402, and the session is fresh for another try", async () => {
    const stream = () => new Response("Ada").body;
    const refused = await post(stream());
    expect([refused.status, renewals]).toEqual([402, 1]);
    expect(await (await post(stream())).text()).toBe("Ada");
  });
});

describe("answers in any order", () => {
  test("a refusal that comes after the renewal begins no second one", async () => {
    const { fetch } = client();
    const slow = fetch(new URL("/late", server.url));
    await fetch(new URL("/echo", server.url));
    late.resolve();
    expect([(await slow).status, renewals]).toEqual([200, 1]);
  });

  test("what was asked in one session is not asked again in the next", async () => {
    const { fetch, adopt } = client();
    adopt(identity("one"));
    const slow = fetch(new URL("/late", server.url));
    adopt(identity("two"));
    late.resolve();
    expect([(await slow).status, renewals]).toEqual([402, 0]);
  });

  test("a 402 that means something else is nobody's business here", async () => {
    const other = async () => Response.json({ code: "payment_required" }, { status: 402 });
    const { fetch } = createClient(server.url.origin, { transport: "bearer", fetch: other });
    expect([(await fetch("/")).status, renewals]).toEqual([402, 0]);
  });
});
