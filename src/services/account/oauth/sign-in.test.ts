import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { type Person, startOAuthProvider } from "../../../testing/oauth-provider.ts";
import { createPerson, PASSWORD } from "../../../testing/people.ts";

const APP = "http://localhost:3000";
const NAMES = ["github", "google"] as const;
type Name = (typeof NAMES)[number];

const database = testDatabase();
const provider = startOAuthProvider({
  redirectUris: NAMES.map((name) => `${APP}/auth/oauth/${name}/callback`),
});
afterAll(() => provider.stop());

const app = testApp(database, {
  env: {
    APP_URL: APP,
    OAUTH_GITHUB_CLIENT_ID: provider.clientId,
    OAUTH_GITHUB_CLIENT_SECRET: provider.clientSecret,
    OAUTH_GITHUB_URL: provider.url,
    OAUTH_GOOGLE_CLIENT_ID: provider.clientId,
    OAUTH_GOOGLE_CLIENT_SECRET: provider.clientSecret,
    OAUTH_GOOGLE_URL: provider.url,
  },
});

let count = 0;
beforeEach(() => {
  provider.consent = "grant";
  provider.fault = "none";
  provider.person = newPerson();
});

function newPerson(given: Partial<Person> = {}): Person {
  count += 1;
  const email = `person${count}@gmail.com`;
  return { subject: String(1000 + count), email, emailVerified: true, name: "Ada Lovelace", ...given };
}

/** Cookies as a browser keeps them: those that were set last, without those that were cleared. */
function cookiesAfter(headers: Headers, before = ""): string {
  const jar = new Map(before.split("; ").map((pair) => pair.split("=", 2) as [string, string]));
  for (const cookie of headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "") jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar]
    .filter(([name]) => name !== "")
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
}

async function begin(name: Name, returnTo = "/") {
  const path = `/auth/oauth/${name}?return_to=${encodeURIComponent(returnTo)}`;
  const { status, headers } = await app.request("GET", path);
  expect(status).toBe(303);
  return { url: new URL(headers.get("location") ?? ""), cookie: cookiesAfter(headers) };
}

const callback = async (back: URL, cookie: string, headers: Record<string, string> = {}) =>
  await app.request("GET", back.pathname + back.search, { headers: { cookie, ...headers } });

/** There and back again. */
async function signIn(name: Name, returnTo?: string) {
  const { url, cookie } = await begin(name, returnTo);
  return await callback(await provider.visit(url), cookie);
}

const identityOf = async (headers: Headers) =>
  (await app.request("GET", "/session", { headers: { cookie: cookiesAfter(headers) } })).body;

const usersWith = async (email: string) => [
  ...(await database.sql`SELECT id FROM users WHERE email = ${email}`),
];

describe.each(NAMES)("signing in at %s", (name) => {
  test("makes an account, signs in and leads back into the app", async () => {
    const { status, headers } = await signIn(name, "/members?tab=1");
    expect(status).toBe(303);
    expect(headers.get("location")).toBe(`${APP}/members?tab=1`);
    expect(await identityOf(headers)).toMatchObject({
      user: { email: provider.person.email, name: "Ada Lovelace", email_verified: true },
      session: { method: "oauth" },
    });
  });

  test("again signs in to the same account, also when the address there has changed", async () => {
    const first = await identityOf((await signIn(name)).headers);
    provider.person = { ...provider.person, email: "another@gmail.com", emailVerified: false };
    const second = await identityOf((await signIn(name)).headers);
    expect(second.user.id).toBe(first.user.id);
    expect(second.user.email).toBe(first.user.email);
  });

  test("leads to the account with that address, which the provider vouches for", async () => {
    const { id, email } = await createPerson(database.db, { email: provider.person.email });
    const { user } = await identityOf((await signIn(name)).headers);
    expect(user).toMatchObject({ id, email });
    const login = { body: { email, password: PASSWORD, transport: "bearer" } };
    expect((await app.request("POST", "/auth/login", login)).status).toBe(200);
    const [event] =
      await database.sql`SELECT details FROM audit_events WHERE actor_id = ${id} AND action = 'identity.linked'`;
    expect(event.details).toEqual({ provider: name });
  });

  test("403 when the provider does not vouch for the address, whether there is such an account or not", async () => {
    provider.person = newPerson({ emailVerified: false });
    const { email } = provider.person;
    for (const prepare of [async () => {}, async () => void (await createUser(database.db, { email }))]) {
      await prepare();
      const { status, body, headers } = await signIn(name);
      expect([status, body.code]).toEqual([403, "oauth_email_unverified"]);
      expect(cookiesAfter(headers)).toBe("");
    }
    expect(
      await database.sql`SELECT FROM identities WHERE subject = ${provider.person.subject}`,
    ).toHaveLength(0);
  });

  test("voids what somebody planted at the address before it was proven", async () => {
    const { email } = provider.person;
    const planted = await createPerson(database.db, { email, emailVerifiedAt: null });
    const theirs = await app.as(planted);
    const { user } = await identityOf((await signIn(name)).headers);
    expect(user.id).toBe(planted.id);
    expect((await theirs.request("GET", "/session")).status).toBe(401);
    const login = { body: { email, password: PASSWORD } };
    expect((await app.request("POST", "/auth/login", login)).status).toBe(401);
  });

  test("409 for another person of the provider who proves the same address", async () => {
    await signIn(name);
    provider.person = newPerson({ email: provider.person.email });
    const { status, body } = await signIn(name);
    expect([status, body.code]).toEqual([409, "oauth_already_linked"]);
  });

  test("10 times at once for somebody new: one account", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(name)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await usersWith(provider.person.email)).toHaveLength(1);
  });

  test("403 for a suspended account", async () => {
    await signIn(name);
    await database.sql`UPDATE users SET status = 'suspended' WHERE email = ${provider.person.email}`;
    const { status, body } = await signIn(name);
    expect([status, body.code]).toEqual([403, "account_suspended"]);
  });

  test("after the account was deleted makes a new one", async () => {
    const { headers } = await signIn(name);
    const { user } = await identityOf(headers);
    const cookie = cookiesAfter(headers);
    await app.request("DELETE", "/me", { headers: { cookie, "sec-fetch-site": "same-origin" } });
    const again = await identityOf((await signIn(name)).headers);
    expect(again.user.id).not.toBe(user.id);
  });
});

describe("what does not count", () => {
  test("403 when the person does not agree", async () => {
    provider.consent = "deny";
    const { status, body } = await signIn("github");
    expect([status, body.code]).toEqual([403, "oauth_denied"]);
  });

  test("400 for a state that this browser did not begin with", async () => {
    const [mine, theirs] = [await begin("github"), await begin("github")];
    const back = await provider.visit(theirs.url);
    const { status, body } = await callback(back, mine.cookie);
    expect([status, body.code]).toEqual([400, "oauth_state_mismatch"]);
  });

  test("400 in a browser that began nothing, or at another provider", async () => {
    const { url } = await begin("github");
    const back = await provider.visit(url);
    expect((await callback(back, "")).body.code).toBe("oauth_state_mismatch");
    const elsewhere = await begin("google");
    expect((await callback(back, elsewhere.cookie)).body.code).toBe("oauth_state_mismatch");
  });

  test("400 for a code that was used before", async () => {
    const { url, cookie } = await begin("github");
    const back = await provider.visit(url);
    expect((await callback(back, cookie)).status).toBe(303);
    const { status, body } = await callback(back, cookie);
    expect([status, body.code]).toEqual([400, "oauth_refused"]);
  });

  test("400 for a made-up code", async () => {
    const { url, cookie } = await begin("github");
    const back = await provider.visit(url);
    back.searchParams.set("code", "made-up");
    expect((await callback(back, cookie)).body.code).toBe("oauth_refused");
  });

  test("503 while the provider is down", async () => {
    const { url, cookie } = await begin("github");
    const back = await provider.visit(url);
    provider.fault = "down";
    const { status, body, headers } = await callback(back, cookie);
    expect([status, body.code]).toEqual([503, "oauth_unavailable"]);
    expect(headers.get("retry-after")).toBe("5");
  });

  test("404 for a provider that is not there, or not switched on", async () => {
    expect((await app.request("GET", "/auth/oauth/myspace")).status).toBe(404);
    expect((await app.request("GET", "/auth/oauth/myspace/callback")).status).toBe(404);
    expect((await testApp(database).request("GET", "/auth/oauth/github")).status).toBe(404);
  });

  test("the attempt is forgotten, whatever came of it, and the session that there was stays", async () => {
    const { token } = await app.as(await createUser(database.db));
    provider.consent = "deny";
    const { url, cookie } = await begin("github");
    const before = `${cookie}; session=${token}`;
    const { headers } = await callback(await provider.visit(url), before);
    expect(cookiesAfter(headers, before)).toBe(`session=${token}`);
  });

  test("people are led to the sign-in page, with the error's code where no server sees it", async () => {
    provider.consent = "deny";
    const { url, cookie } = await begin("github");
    const accept = "text/html,application/xhtml+xml";
    const { status, headers } = await callback(await provider.visit(url), cookie, { accept });
    expect(status).toBe(303);
    expect(headers.get("location")).toBe(`${APP}/sign-in#error=oauth_denied`);
    expect(cookiesAfter(headers, cookie)).toBe("");
  });
});

describe("the way there", () => {
  test("asks for a code with PKCE, and nothing in our URL gets into the provider's", async () => {
    const { headers } = await app.request(
      "GET",
      "/auth/oauth/github?client_id=evil&redirect_uri=https://evil.example&scope=repo",
    );
    const { searchParams } = new URL(headers.get("location") ?? "");
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: provider.clientId,
      redirect_uri: `${APP}/auth/oauth/github/callback`,
      code_challenge_method: "S256",
      scope: "user:email",
    });
  });

  test.each(["https://evil.example", "//evil.example", "/\\evil.example"])(
    "%p is not where one ends up",
    async (to) => {
      expect((await signIn("github", to)).headers.get("location")).toBe(`${APP}/`);
    },
  );

  test("the providers that are switched on are listed", async () => {
    expect((await app.request("GET", "/auth/oauth")).body.items).toEqual([
      { name: "github", label: "GitHub" },
      { name: "google", label: "Google" },
    ]);
    expect((await testApp(database).request("GET", "/auth/oauth")).body.items).toEqual([]);
  });
});
