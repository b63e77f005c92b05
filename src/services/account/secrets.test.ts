import { afterAll, expect, test } from "bun:test";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createOrganization, createUser } from "../../testing/factories.ts";
import { mailedToken } from "../../testing/mailbox.ts";
import { startOAuthProvider } from "../../testing/oauth-provider.ts";
import { createPerson, PASSWORD } from "../../testing/people.ts";
import { recordSpans } from "../../testing/spans.ts";

const APP = "http://localhost:3000";
const database = testDatabase();
const spans = recordSpans();
const provider = startOAuthProvider({ redirectUris: [`${APP}/auth/oauth/github/callback`] });
afterAll(() => provider.stop());

const app = testApp(database, {
  env: {
    LOG_LEVEL: "trace",
    OAUTH_GITHUB_CLIENT_ID: provider.clientId,
    OAUTH_GITHUB_CLIENT_SECRET: provider.clientSecret,
    OAUTH_GITHUB_URL: provider.url,
  },
});

/** Everything that opens something, by what it was for. */
const secrets = new Map<string, string>();
const keep = (name: string, secret: string): string => {
  secrets.set(name, secret);
  return secret;
};

/** `name=value` of those that are set and not cleared. */
const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="));

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await app.request("POST", path, { body, headers });
  if (answer.body?.token) keep(`session of ${path}`, answer.body.token);
  for (const cookie of cookiesOf(answer.headers))
    keep(`cookie of ${path}`, cookie.slice(cookie.indexOf("=") + 1));
  return answer;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function registerAndChangeEverything(): Promise<void> {
  const email = "canary@example.com";
  const password = keep("password", "Canary-Password-1");
  await post("/auth/register", { email, name: "Canary", password });
  const link = keep("verification link", await mailedToken(app, email));
  await post("/auth/email-verifications/consume", { token: link });
  await post("/auth/login", { email, password: keep("wrong password", "Canary-Password-Wrong") });
  await post("/auth/login", { email, password });
  const { token } = (await post("/auth/login", { email, password, transport: "bearer" })).body;

  const newPassword = keep("new password", "Canary-Password-2");
  const change = { current_password: password, password: newPassword };
  await app.request("PUT", "/me/password", { body: change, headers: bearer(token) });
  const renewed = (await post("/session/revalidation", undefined, bearer(token))).body.token;
  await post("/me/email-changes", { email: "canary2@example.com", password: newPassword }, bearer(renewed));
  const confirmation = keep("email change link", await mailedToken(app, "canary2@example.com"));
  await post("/auth/email-changes/consume", { token: confirmation });
}

async function useLinks(): Promise<void> {
  const { email } = await createPerson(database.db);
  await post("/auth/magic-links", { email });
  await post("/auth/magic-links/consume", { token: keep("magic link", await mailedToken(app, email)) });
  await post("/auth/password-resets", { email });
  const reset = {
    token: keep("reset link", await mailedToken(app, email)),
    password: keep("reset", "Canary-Password-3"),
  };
  await post("/auth/password-resets/consume", reset);
  await post("/auth/password-resets/consume", reset);
  await post("/auth/magic-links", { email });
  keep("unused link", await mailedToken(app, email));
}

async function signInElsewhere(): Promise<void> {
  keep("client secret", provider.clientSecret);
  const { headers } = await app.request("GET", "/auth/oauth/github?return_to=/");
  const [attempt = ""] = cookiesOf(headers);
  keep("oauth cookie", attempt.slice(attempt.indexOf("=") + 1));
  const authorization = new URL(headers.get("location") ?? "");
  keep("oauth state", authorization.searchParams.get("state") ?? "");
  const back = await provider.visit(authorization);
  keep("oauth code", back.searchParams.get("code") ?? "");
  const answer = await app.request("GET", back.pathname + back.search, { headers: { cookie: attempt } });
  for (const cookie of cookiesOf(answer.headers))
    keep("oauth session", cookie.slice(cookie.indexOf("=") + 1));
}

async function inviteSomebody(): Promise<void> {
  const { organization, owner } = await createOrganization(database.db);
  const invited = await createUser(database.db);
  const client = await app.as(owner);
  const { body: roles } = await client.request("GET", `/organizations/${organization.id}/roles`);
  const role = roles.items.find(({ name }: { name: string }) => name === "member");
  const invitation = { email: invited.email, role_id: role.id };
  expect(
    (await client.request("POST", `/organizations/${organization.id}/invitations`, { body: invitation }))
      .status,
  ).toBe(201);
  const token = keep("invitation", await mailedToken(app, invited.email));
  await post("/invitations/consume", { token }, bearer((await app.as(invited)).token));
}

/** Faults are told with everything that is known: also then without secrets. */
async function fail(): Promise<void> {
  const broken = {
    db: { ...database.db, transaction: async () => await Promise.reject(new Error("canary fault")) },
  };
  const failing = testApp({ db: Object.assign(Object.create(database.db), broken.db) });
  const body = {
    email: "canary2@example.com",
    name: "Canary",
    password: keep("of a fault", "Canary-Password-4"),
  };
  expect((await failing.request("POST", "/auth/register", { body })).status).toBe(500);
  app.logs.push(...failing.logs);
}

test("after every flow neither database nor log nor traces hold anything that opens something", async () => {
  for (const flow of [registerAndChangeEverything, useLinks, signInElsewhere, inviteSomebody, fail])
    await flow();
  await app.idle();

  const places = {
    dump: await dump(),
    log: JSON.stringify(app.logs),
    traces: JSON.stringify(await spans.all()),
  };
  // They hold what they are there for, so that what is not in them is really not.
  expect(places.dump).toContain("canary2@example.com");
  expect(places.log).toContain("/auth/password-resets/consume");
  expect(places.log).toContain("canary fault");
  expect(places.traces).toContain("InsertOneTimeToken");

  const found = Object.entries(places).flatMap(([place, text]) =>
    [...secrets]
      .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([name]) => `${name} in the ${place}`),
  );
  expect(found).toEqual([]);
  expect([...secrets.values()].filter((secret) => secret.length < 8)).toEqual([]);
  expect(secrets.size).toBeGreaterThan(20);
  expect(places.dump).not.toContain(PASSWORD);
});

/** As it is, and as a column of bytes would show it: its characters, or what they stand for in base64url. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString("hex"),
  Buffer.from(secret, "base64url").toString("hex"),
];

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables =
    await database.sql`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`;
  const contents = await Promise.all(
    tables.map(({ name }: { name: string }) => database.sql.unsafe(`SELECT t::text AS row FROM ${name} t`)),
  );
  return contents.flatMap((rows) => rows.map(({ row }: { row: string }) => row)).join("\n");
}
