import { beforeAll, describe, expect, test } from "bun:test";
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { SQL } from "bun";
import { openDatabase } from "../../database/index.ts";
import { migrateUp } from "../../database/migrations/index.ts";
import { bunSql } from "../../platform/bun-sql.ts";
import { metricsAnswer } from "../../plugins/metrics.ts";
import * as jobs from "../../repositories/jobs.ts";
import * as users from "../../repositories/users.ts";
import { queryMetrics } from "../../telemetry/metrics/instruments.ts";
import { Metrics } from "../../telemetry/metrics/metrics.ts";
import { SETUP_TIMEOUT_MS } from "../../testing/patience.ts";
import { testServer } from "../../testing/server.ts";
import { recordSpans } from "../../testing/spans.ts";
import { run } from "../sql.ts";

const server = testServer();
recordSpans();

/** What is printed. */
async function sqlTop(options: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    const env = { NODE_ENV: "production", DATABASE_URL: server.url };
    expect(await run({ args: ["top"], options, env })).toBe(0);
    return out.join("\n");
  } finally {
    console.log = log;
  }
}

test("without the extension it says how to get it", async () => {
  const { message, hint } = await sqlTop().catch((error) => error);
  expect(message).toBe("this database has no pg_stat_statements");
  expect(hint).toContain("CREATE EXTENSION");
});

test("an order that there is not is named", async () => {
  expect(await sqlTop({ by: "beauty" }).catch(({ message }) => message)).toContain("beauty");
});

describe("in production", () => {
  beforeAll(async () => {
    await migrateUp({ url: server.url, directory: "migrations" });
    const sql = new SQL(server.url, { max: 1 });
    await sql`CREATE EXTENSION pg_stat_statements`;
    await sql`SELECT 'nobody knows me'`;
    await sql.close();
    await using stack = new AsyncDisposableStack();
    const db = openDatabase({ url: server.url, poolMax: 1 }, bunSql);
    stack.defer(() => db.close());
    await users.insertUser(db, { email: "ada@example.com", name: "Ada" });
    for (const _ of [1, 2, 3]) await users.fetchUsers(db, { limit: 5 });
    await jobs.fetchFinishedJobs(db, { state: "done", limit: 7 });
  }, SETUP_TIMEOUT_MS);

  test("queries are known by their titles, whatever constants they hold; others are left out", async () => {
    const found = JSON.parse(await sqlTop({ json: true, by: "calls" }));
    const [first, ...others] = found;
    expect(first).toMatchObject({ title: "FetchUsers", file: "sql/users/FetchUsers.sql", calls: 3, rows: 3 });
    const titles = others.map(({ title }: { title: string }) => title);
    expect(titles.sort()).toEqual(["FetchFinishedJobs", "InsertUser"]);
  });

  test("a running process adds how long 95 of 100 took, and the trace of the last", async () => {
    const counted = new Metrics();
    await using stack = new AsyncDisposableStack();
    const db = openDatabase({ url: server.url, observe: queryMetrics(counted) }, bunSql);
    stack.defer(() => db.close());
    await users.fetchUsers(db, { limit: 5 });
    const span = trace.getTracer("test").startSpan("job");
    await context.with(trace.setSpan(ROOT_CONTEXT, span), () => users.fetchUsers(db, { limit: 5 }));
    const access = { token: "scrape-me", isOpen: false };
    using page = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ headers }) =>
        metricsAnswer(counted, headers, access).catch(() => new Response(null, { status: 404 })),
    });
    const metrics = new URL("/metrics", page.url).href;
    const [first, second] = JSON.parse(
      await sqlTop({ json: true, by: "calls", metrics, metricsToken: "scrape-me" }),
    );
    expect(first).toMatchObject({ title: "FetchUsers", last_trace_id: span.spanContext().traceId });
    expect(first.p95_ms).toBeGreaterThan(0);
    expect(second).toMatchObject({ p95_ms: null, last_trace_id: null });
    expect(await sqlTop({ limit: "1", metrics, metricsToken: "scrape-me" })).toContain("LAST TRACE");
    const refusal = await sqlTop({ metrics }).catch((error) => error);
    expect([refusal.message, refusal.hint]).toEqual([
      `${metrics} answered 404`,
      expect.stringContaining("METRICS_TOKEN"),
    ]);
  });

  test("as a table, no longer than it should be", async () => {
    expect(await sqlTop({ by: "calls", limit: "1" })).toMatch(/^TITLE .*\nFetchUsers +\d+ % [^\n]*$/);
  });
});
