import { afterAll, beforeAll, expect, test } from "bun:test";
import { context, propagation, trace } from "@opentelemetry/api";
import { RecentTraces } from "../../telemetry/recent-traces.ts";
import { startTracing } from "../../telemetry/tracing.ts";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createUser } from "../../testing/factories.ts";
import { noDatabase } from "../../testing/no-database.ts";
import { waterfall } from "./trace.ts";

const database = testDatabase();
const traces = new RecentTraces();
const development = { NODE_ENV: "development" };

beforeAll(() => {
  startTracing({
    serviceName: "test",
    release: "test",
    otlpEndpoint: undefined,
    otlpHeaders: {},
    traceSampleRatio: 1,
    recent: traces,
  });
});
afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
});

test("a request is listed, and its page has its queries below it", async () => {
  const app = testApp(database, { env: development, traces });
  const ada = await app.as(await createUser(database.db));
  await ada.request("GET", "/session");
  await app.request("GET", "/health/live");
  const list = await app.request<string>("GET", "/dev/traces");
  expect(list.body).toContain("GET /session");
  expect(list.body).not.toContain("/health/live");
  const [, path = ""] =
    /href="(\/dev\/traces\/[0-9a-f]{32})">\s*<span class="name">GET \/session/.exec(list.body) ?? [];
  const page = await app.request<string>("GET", path);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(page.body.replaceAll(/\s+/g, " ")).toMatch(
    /padding-left:0px">GET \/session<.*padding-left:16px">FetchSessionByToken</,
  );
  expect((await app.request("GET", `/dev/traces/${"0".repeat(32)}`)).status).toBe(404);
});

test("a job stands below the request that asked for it, and what found no route is listed by its path", async () => {
  const app = testApp(database, { env: development, traces });
  const { email } = await createUser(database.db);
  await app.request("POST", "/auth/magic-links", { body: { email } });
  await app.request("GET", "/nowhere/at/all");
  await app.idle();
  const list = await app.request<string>("GET", "/dev/traces");
  expect(list.body).toContain("GET /nowhere/at/all");
  const [, path = ""] =
    /href="(\/dev\/traces\/\w+)">\s*<span class="name">POST \/auth\/magic-links/.exec(list.body) ?? [];
  const page = await app.request<string>("GET", path);
  expect(page.body.replaceAll(/\s+/g, " ")).toMatch(
    /padding-left:0px">POST \/auth\/magic-links<.*padding-left:16px">job account.send-magic-link<.*padding-left:32px">mail magic_link</,
  );
});

test.each(["production", "test"])("in %s there is no such page", async (environment) => {
  const env = { NODE_ENV: environment, RATE_LIMITS: "true", DATABASE_URL: "postgres://nowhere" };
  expect((await testApp(noDatabase, { env, traces }).request("GET", "/dev/traces")).status).toBe(404);
});

test("what a span says cannot become a part of the page", async () => {
  trace
    .getTracer("test")
    .startSpan("<script>alert(1)</script>", { attributes: { a: "<b>" } })
    .end();
  const { body } = await testApp(noDatabase, { env: development, traces }).request<string>(
    "GET",
    "/dev/traces",
  );
  expect(body).toContain("&lt;script&gt;");
  expect(body).not.toContain("<script");
});

test("the oldest are dropped for newer ones, and a long one is cut", () => {
  const kept = new RecentTraces();
  const record = (name: string, parent = context.active()) => {
    const span = trace.getTracer("test").startSpan(name, {}, parent);
    span.end();
    return span;
  };
  startTracingInto(kept);
  const first = record("first");
  const parent = trace.setSpan(context.active(), record("long"));
  for (let index = 0; index < 600; index++) record("part", parent);
  expect(kept.read(trace.getSpan(parent)?.spanContext().traceId ?? "")?.spans).toHaveLength(500);
  for (let index = 0; index < 199; index++) record("other");
  expect(kept.list()).toHaveLength(200);
  expect(kept.read(first.spanContext().traceId)).toBeNull();
});

function startTracingInto(recent: RecentTraces): void {
  for (const api of [trace, context, propagation]) api.disable();
  const silent = { serviceName: "test", release: "test", otlpEndpoint: undefined, otlpHeaders: {} };
  startTracing({ ...silent, traceSampleRatio: 1, recent });
}

test("spans stand below their parents in the order in which they began, and where in the whole", () => {
  const span = (id: string, parentId: string | null, startMs: number, durationMs: number) => ({
    ...{ id, parentId, name: id, startMs, durationMs },
    failed: false,
    attributes: {},
  });
  const spans = [
    span("late", "root", 150, 50),
    span("early", "root", 100, 20),
    span("root", "gone", 100, 100),
  ];
  const bars = waterfall({ id: "t", spans }).map((bar) => [bar.span.id, bar.depth, bar.left, bar.width]);
  expect(bars).toEqual([
    ["root", 0, 0, 100],
    ["early", 1, 0, 20],
    ["late", 1, 50, 50],
  ]);
});
