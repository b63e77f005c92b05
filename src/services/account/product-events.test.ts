import { afterAll, beforeAll, expect, test } from "bun:test";
import { startAnalytics } from "../../telemetry/analytics.ts";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { mailedToken } from "../../testing/mailbox.ts";
import { startOAuthProvider } from "../../testing/oauth-provider.ts";
import { type PostHogEvent, TestPostHog } from "../../testing/posthog.ts";
import { builtInRoles } from "../../testing/staff.ts";

const APP = "http://localhost:3000";
const PASSWORD = "correct horse battery";

const database = testDatabase();
const posthog = new TestPostHog();
const provider = startOAuthProvider({ redirectUris: [`${APP}/auth/oauth/github/callback`] });
const analytics = await startAnalytics({
  posthogApiKey: posthog.apiKey,
  posthogHost: posthog.url,
  log: console,
});
const app = testApp(database, {
  analytics,
  env: {
    APP_URL: APP,
    OAUTH_GITHUB_CLIENT_ID: provider.clientId,
    OAUTH_GITHUB_CLIENT_SECRET: provider.clientSecret,
    OAUTH_GITHUB_URL: provider.url,
  },
});
afterAll(async () => {
  await Promise.all([posthog.stop(), provider.stop()]);
});

/** What became of the ids, told by name, so that a list of events reads as a story. */
const names = new Map<unknown, string>();
const story: unknown[] = [];

function tell({ event, distinct_id, properties }: PostHogEvent): unknown {
  const { $set, $groups, method } = properties as Record<string, Record<string, string> | undefined>;
  return [
    names.get(distinct_id),
    event,
    ...($set === undefined ? [] : [$set]),
    ...(method === undefined ? [] : [method]),
    ...($groups === undefined ? [] : [`in ${names.get($groups.organization)}`]),
  ];
}

beforeAll(async () => {
  const post = async (path: string, body: unknown, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { body: answer, status } = await app.request("POST", path, { body, headers });
    expect([path, status < 300]).toEqual([path, true]);
    return answer;
  };
  const transport = "bearer";
  const ada = { email: "ada@example.com", name: "Ada", password: PASSWORD };
  await post("/auth/register", ada);
  const token = await mailedToken(app, ada.email);
  const { user, token: session } = await post("/auth/email-verifications/consume", { token, transport });
  names.set(user.id, "Ada");
  const acme = await post("/organizations", { name: "Acme" }, session);
  names.set(acme.id, "Acme");
  const login = await post("/auth/login", { email: ada.email, password: PASSWORD, transport });
  const { member } = await builtInRoles(database.db);
  const invitation = { email: "grace@example.com", role_id: member };
  await post(`/organizations/${acme.id}/invitations`, invitation, login.token);
  const invited = await mailedToken(app, invitation.email);
  const grace = await post("/invitations/registration", { token: invited, name: "Grace", transport });
  names.set(grace.user.id, "Grace");
  const headers = { authorization: `Bearer ${grace.token}` };
  expect((await app.request("DELETE", "/me", { headers, body: {} })).status).toBe(204);

  const begun = await app.request("GET", "/auth/oauth/github?return_to=/");
  const cookie = begun.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const back = await provider.visit(new URL(begun.headers.get("location") ?? ""));
  await app.request("GET", back.pathname + back.search, { headers: { cookie } });
  const [linus] = await database.sql`SELECT id FROM users WHERE email = ${provider.person.email}`;
  names.set(linus.id, "Linus");

  await analytics.shutdown();
  story.push(...posthog.events.map(tell));
});

test("every step of a product's life is told, with who and where", () => {
  expect(story).toEqual([
    ["Ada", "$identify", { registered_with: "password" }],
    ["Ada", "user registered", "password"],
    ["Ada", "user signed in", "magic_link"],
    ["Ada", "organization created", "in Acme"],
    ["Ada", "user signed in", "password", "in Acme"],
    ["Ada", "member invited", "in Acme"],
    ["Grace", "$identify", { registered_with: "invitation" }],
    ["Grace", "user registered", "invitation"],
    ["Grace", "member joined", "in Acme"],
    ["Grace", "user signed in", "magic_link", "in Acme"],
    ["Grace", "user deleted"],
    ["Linus", "$identify", { registered_with: "oauth" }],
    ["Linus", "user registered", "oauth"],
    ["Linus", "user signed in", "oauth"],
  ]);
});

test("no name, address or browser of anybody is told", () => {
  // As a word of its own: an id may have "ada" among its digits.
  expect(JSON.stringify(posthog.events)).not.toMatch(
    /\bada\b|grace|lovelace|acme|example\.com|127\.0\.0\.1/i,
  );
});

test("what was refused never happened", async () => {
  const before = posthog.events.length;
  const body = { email: "ada@example.com", password: "wrong one here" };
  expect((await app.request("POST", "/auth/login", { body })).status).toBe(401);
  await analytics.shutdown();
  expect(posthog.events).toHaveLength(before);
});
