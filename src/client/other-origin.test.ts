/** A front end on an origin of its own, as app.example.com beside api.example.com, in a real Chromium. */
import { afterAll, beforeAll, expect } from "bun:test";
import type { Page } from "playwright-core";
import { type TestApp, testApp } from "../testing/app.ts";
import { testBrowser } from "../testing/browser.ts";
import { testDatabase } from "../testing/database.ts";
import { createMember, createOrganization } from "../testing/factories.ts";
import { freePort } from "../testing/port.ts";
import type { Client, ClientOptions } from "./index.ts";

declare global {
  // Of the page: what it imports of ours, and the client it made.
  var createClient: (url: string, options?: ClientOptions) => Client;
  var client: Client;
}

const database = testDatabase();
const { test, open } = testBrowser();

let app: TestApp;
let api: Bun.Server<undefined>;
let frontEnd: Bun.Server<undefined>;
let stranger: Bun.Server<undefined>;

beforeAll(async () => {
  const [script] = (await Bun.build({ entrypoints: ["src/client/index.ts"], target: "browser" })).outputs;
  const html = `<script type="module">import { createClient } from "/client.js"; window.createClient = createClient;</script>`;
  const fetch = ({ url }: Request) =>
    new URL(url).pathname === "/client.js"
      ? new Response(script, { headers: { "content-type": "text/javascript" } })
      : new Response(html, { headers: { "content-type": "text/html" } });
  const port = await freePort();
  frontEnd = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
  stranger = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch });
  const env = { APP_URL: `${frontEnd.url.origin}/start`, API_URL: `http://127.0.0.1:${port}` };
  app = testApp(database, { env });
  api = Bun.serve({ hostname: "127.0.0.1", port, fetch: app.fetch });
});
afterAll(async () => {
  await Promise.all([api, frontEnd, stranger].map((server) => server.stop(true)));
});

/** Somebody signed in, at a page of that site that has a client. */
async function memberAt(site: Bun.Server<undefined>) {
  const { organization } = await createOrganization(database.db);
  const { user } = await createMember(database.db, { organizationId: organization.id });
  const { token } = await app.as(user);
  const { page } = await open(site.url.href);
  await page.context().addCookies([{ name: "session", value: token, url: api.url.origin }]);
  await page.waitForFunction(() => "createClient" in globalThis);
  await page.evaluate((url) => {
    globalThis.client = createClient(url);
  }, api.url.origin);
  return { page, user };
}

const rename = (page: Page, name: string) =>
  page.evaluate(async (name) => {
    const { data, error } = await client.api.me.patch({ name });
    return { name: data?.name, code: error?.value.code };
  }, name);

test("its page reads and writes with the cookie, and a flagged session renews itself", async () => {
  const { page, user } = await memberAt(frontEnd);
  expect(await page.evaluate(async () => (await client.refresh())?.user.name)).toBe(user.name);
  await database.sql`UPDATE sessions SET needs_revalidate = true WHERE user_id = ${user.id}`;
  expect(await rename(page, "Ada")).toEqual({ name: "Ada", code: undefined });
});

test("its page reads refusals too, and the headers that say when to come back", async () => {
  const { page } = await memberAt(frontEnd);
  const seen = await page.evaluate(async (url) => {
    const { status, headers } = await fetch(`${url}/organizations/nobody`, { credentials: "include" });
    return { status, id: headers.get("x-request-id") };
  }, api.url.origin);
  expect(seen).toEqual({ status: 404, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test("another site's page reads nothing and changes nothing, whoever is signed in", async () => {
  const { page, user } = await memberAt(stranger);
  expect(await page.evaluate(async () => await client.refresh())).toBeNull();
  expect((await rename(page, "Mallory")).name).toBeUndefined();
  const [row] = await database.sql`SELECT name FROM users WHERE id = ${user.id}`;
  expect(row.name).toBe(user.name);
});
