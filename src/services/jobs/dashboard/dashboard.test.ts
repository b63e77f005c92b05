/** The page in a real Chromium: what an operator sees and does. */
import { afterAll, beforeAll, expect } from "bun:test";
import { Type } from "@sinclair/typebox";
import type { Server } from "bun";
import { untilAborted, workers } from "../../../jobs/fixtures/harness.ts";
import { defineJob, enqueue, enqueueMany, PermanentFailure } from "../../../jobs/index.ts";
import { RecentTraces } from "../../../telemetry/recent-traces.ts";
import { testApp } from "../../../testing/app.ts";
import { testBrowser } from "../../../testing/browser.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";

const database = testDatabase();
const { start, row } = workers(database);
const browser = testBrowser();
const { test } = browser;

/** Open while developing; as in production, somebody has to sign in. */
const apps = {
  open: testApp(database, { env: { NODE_ENV: "development" }, traces: new RecentTraces() }),
  closed: testApp(database),
};
const servers: Record<string, Server<undefined>> = {};

beforeAll(() => {
  for (const [name, { fetch }] of Object.entries(apps))
    servers[name] = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop(true);
});

const at = (hash = "", name = "open") => `http://127.0.0.1:${servers[name]?.port}/jobs/dashboard${hash}`;

const payload = Type.Object({ name: Type.String() });
const failing = defineJob("test.failing", {
  payload,
  run: () => Promise.reject(new PermanentFailure("no <b>way</b>")),
});
const fine = defineJob("test.fine", { payload, run: async () => ({ ok: true }) });

const slow = defineJob("test.slow", {
  payload,
  run: async ({ progress, signal }) => {
    progress(0.5, "half of it");
    await untilAborted(signal);
  },
});

test("what happens is seen without a reload: counts, a running job's progress, its end", async () => {
  const { page, errors } = await browser.open(at());
  await page.getByText("No worker is up").waitFor();
  const one = await start([slow, fine]);
  await enqueue(database.db, slow, { name: "ada" });
  await page
    .getByText("127.0.0.1")
    .or(page.getByText("test", { exact: true }))
    .first()
    .waitFor();
  await page.locator(".card", { hasText: "Active" }).getByText("1", { exact: true }).waitFor();
  await page.goto(at("#/jobs/active"));
  await page.getByText("half of it").waitFor();
  await page.getByText('{"name":"ada"}').click();
  await page.locator("dialog").getByRole("button", { name: "Cancel" }).click();
  await one.ended(1, "cancelled");
  await page.locator("dialog").getByText("cancelled", { exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test("a dead job shows its error as text, its details stay open, and it is retried", async () => {
  const one = await start([failing]);
  const id = await enqueue(database.db, failing, { name: "<img src=x onerror=alert(1)>" });
  await one.ended(1, "dead");
  await one.stop();
  const { page, errors } = await browser.open(at("#/jobs/dead"));
  await page.getByText("no <b>way</b>").waitFor();
  await page.locator("tr.link td").nth(4).click();
  const drawer = page.locator("dialog");
  await drawer.getByText(/^Attempt 1: PermanentFailure: no <b>way<\/b>/).click();
  const asked = page.waitForResponse((response) => response.url().endsWith(`/jobs/${id}`));
  await asked;
  await page.waitForResponse((response) => response.url().endsWith(`/jobs/${id}`));
  await drawer.locator("details[open] pre").waitFor();
  await drawer.getByRole("button", { name: "Retry" }).click();
  await drawer.getByText("ready", { exact: true }).waitFor();
  expect(await row(id)).toMatchObject({ state: "ready", attempts: 0 });
  expect(errors).toEqual([]);
});

test("a job has an address: found by its id, left by going back; while developing it leads to its trace", async () => {
  const traceId = "a".repeat(32);
  const [{ id }] =
    await database.sql`INSERT INTO jobs (name, queue, payload, traceparent) VALUES ('test.fine', 'nobody', '{}', ${`00-${traceId}-${"b".repeat(16)}-01`}) RETURNING id`;
  const { page, errors } = await browser.open(at("#/schedules"));
  await page.getByLabel("Find a job by its id").fill(id);
  await page.keyboard.press("Enter");
  const drawer = page.locator("dialog");
  expect(await drawer.getByRole("link", { name: traceId }).getAttribute("href")).toBe(
    `/dev/traces/${traceId}`,
  );
  expect(page.url()).toEndWith(`#/schedules?job=${id}`);
  await page.goBack();
  await drawer.waitFor({ state: "hidden" });
  await page.goto(at(`#/schedules?job=${"0".repeat(8)}-0000-7000-8000-${"0".repeat(12)}`));
  await page.getByText("There is no job 0000").waitFor();
  expect(errors).toEqual([]);
});

test("all dead jobs of a queue are retried, a queue is paused and resumed", async () => {
  await database.sql`INSERT INTO jobs (name, payload, state, finished_at) SELECT 'test.fine', '{"name":"x"}', 'dead', now() FROM generate_series(1, 30)`;
  const { page, errors } = await browser.open(at("#/jobs/dead?queue=default"));
  await page.getByRole("button", { name: "Older" }).click();
  await page.getByRole("button", { name: "Newest" }).click();
  await page.getByRole("button", { name: "Retry all default" }).click();
  await page.getByText("30 jobs are ready again.").waitFor();
  await page.goto(at());
  await page.getByRole("button", { name: "Pause default" }).click();
  await page.getByText("paused", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Resume default" }).click();
  await page.getByRole("button", { name: "Pause default" }).waitFor();
  expect(errors).toEqual([]);
});

test("a schedule is run out of turn and paused", async () => {
  const nightly = defineJob("test.nightly", {
    payload,
    schedule: { cron: "0 3 * * *", payload: { name: "all" } },
    run: async () => {},
  });
  const one = await start([nightly]);
  const { page, errors } = await browser.open(at("#/schedules"));
  await page.getByRole("button", { name: "Run now" }).click();
  await one.ended(1, "done");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("paused", { exact: true }).waitFor();
  expect(errors).toEqual([]);
});

test("a page that shows thousands stays quick to leave and to come back to", async () => {
  await enqueueMany(
    database.db,
    fine,
    Array.from({ length: 5_000 }, (_, n) => ({ name: `n${n}` })),
  );
  const { page } = await browser.open(at("#/jobs/pending"));
  await page.getByRole("link", { name: "Pending 5,000" }).waitFor();
  expect(await page.locator("tr.link").count()).toBe(25);
});

test("where it is not open, it asks for an operator's session", async () => {
  const { page, errors } = await browser.open(at("", "closed"));
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  const [user, runner] = [await createUser(database.db), await createUser(database.db)];
  await database.sql`UPDATE users SET operator = true WHERE id = ${runner.id}`;
  const signIn = async (person: { id: string }) => {
    const { token } = await apps.closed.as(person);
    await page.context().addCookies([{ name: "session", value: token, domain: "127.0.0.1", path: "/" }]);
    await page.reload();
  };
  await signIn(user);
  await page.getByText("This account may not look at jobs").waitFor();
  await signIn(runner);
  await page.getByRole("heading", { name: "Queues" }).waitFor();
  const renewed = page.waitForResponse((response) => response.url().endsWith("/session/revalidation"));
  await database.sql`UPDATE sessions SET needs_revalidate = true, revalidate_since = now() WHERE user_id = ${runner.id}`;
  expect((await renewed).status()).toBe(200);
  await page.getByText("Live", { exact: true }).waitFor();
  expect(errors).toEqual([]);
});
