import { expect, test } from "bun:test";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createUser } from "../../testing/factories.ts";

const database = testDatabase();

test("what is mailed while developing is a page, with the link to click", async () => {
  const app = testApp(database, { env: { NODE_ENV: "development" } });
  const { email } = await createUser(database.db);
  await app.request("POST", "/auth/magic-links", { body: { email } });
  await app.idle();
  const list = await app.request<string>("GET", "/dev/mailbox");
  expect(list.body).toContain(email);
  const [, path = ""] = /href="(\/dev\/mailbox\/\d+)"/.exec(list.body) ?? [];
  const message = await app.request<string>("GET", path);
  expect(message.body).toContain(`href="${app.mailbox.list(email)[0]?.url}"`);
  expect(message.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await app.request("GET", "/dev/mailbox/4711")).status).toBe(404);
});

test.each(["production", "test"])("in %s there is no such page", async (environment) => {
  const env = { NODE_ENV: environment, RATE_LIMITS: "true", DATABASE_URL: "postgres://nowhere" };
  expect((await testApp(database, { env }).request("GET", "/dev/mailbox")).status).toBe(404);
});
