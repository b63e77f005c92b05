/** What a collector gets of a process, and what the process does without one. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { application } from "../../infra/observability/metrics.ts";
import { type CollectedSpan, TestCollector } from "../testing/collector.ts";
import { testDatabase } from "../testing/database.ts";
import { createSession, createUser } from "../testing/factories.ts";
import { TEST_TIMEOUT_MS } from "../testing/patience.ts";
import { type ServeProcess, startServe } from "../testing/serve-process.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const database = testDatabase();
let collector: TestCollector;
let server: ServeProcess;
beforeAll(async () => {
  collector = new TestCollector();
  server = await startServe({
    DATABASE_URL: database.url,
    JOBS_WORKER: "inline",
    JOBS_ENGINE: "pool",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
});
afterAll(async () => {
  server.signal("SIGTERM");
  expect(await server.exited).toBe(0);
  await collector.kill();
});

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const [SERVER, CLIENT, CONSUMER] = [2, 3, 5];

/** "  FetchX" below what it is part of, siblings in the order in which they came. */
function outline(spans: readonly CollectedSpan[], parent: string, depth = 0): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((span) => [`${"  ".repeat(depth)}${span.name}`, ...outline(spans, span.spanId, depth + 1)]);
}

describe("a request that enqueues a job", () => {
  let spans: readonly CollectedSpan[];
  beforeAll(async () => {
    const { email } = await createUser(database.db);
    const response = await fetch(new URL("/auth/magic-links", server.url), {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${TRACE}-${CALLER}-01` },
      body: JSON.stringify({ email }),
    });
    expect(response.status).toBe(202);
    await collector.received(({ name, traceId }) => traceId === TRACE && name.startsWith("job "));
    spans = collector.spans.filter(({ traceId }) => traceId === TRACE);
  });

  test("is one trace with the job, each span below what it is part of", () => {
    expect(outline(spans, CALLER)).toEqual([
      "POST /auth/magic-links",
      "  InsertJob",
      "  job account.send-magic-link",
      "    FetchUserByEmail",
      "    InsertOneTimeToken",
      "    mail magic_link",
    ]);
    expect(outline(spans, CALLER)).toHaveLength(spans.length);
  });

  test("each span says what it is, and that all went well", () => {
    const kinds = Object.fromEntries(spans.map(({ name, kind }) => [name, kind]));
    expect(kinds).toEqual({
      "POST /auth/magic-links": SERVER,
      InsertJob: CLIENT,
      "job account.send-magic-link": CONSUMER,
      FetchUserByEmail: CLIENT,
      InsertOneTimeToken: CLIENT,
      "mail magic_link": CLIENT,
    });
    expect(spans.map(({ status }) => status.code).filter((code) => code !== 0)).toEqual([]);
    expect(spans.find(({ name }) => name === "FetchUserByEmail")?.attributes).toMatchObject({
      "db.system.name": "postgresql",
      "db.query.summary": "FetchUserByEmail",
      "code.file.path": "sql/users/FetchUserByEmail.sql",
      "db.response.returned_rows": 1,
    });
    expect(spans.find(({ kind }) => kind === SERVER)?.attributes).toMatchObject({
      "http.request.method": "POST",
      "http.route": "/auth/magic-links",
      "http.response.status_code": 202,
    });
  });
});

describe("/metrics", () => {
  test("has every metric that alerts and dashboards ask for, with its labels, and no other", async () => {
    const body = JSON.stringify({ name: "Acme", slug: "acme" });
    const { token } = await createSession(database.db, { userId: (await createUser(database.db)).id });
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    for (const status of [201, 409]) {
      const response = await fetch(new URL("/organizations", server.url), { method: "POST", headers, body });
      expect(response.status).toBe(status);
    }
    expect(labelsByMetric(await metricsText())).toEqual(
      Object.fromEntries(Object.entries(application).map(([name, labels]) => [name, [...labels].sort()])),
    );
  });

  test("leads from a number to its trace, for who asks for OpenMetrics", async () => {
    const text = await metricsText({ accept: "application/openmetrics-text" });
    const job =
      /^scaffold_job_duration_seconds_bucket\{job_name="account.send-magic-link".*trace_id="(\w+)"/m;
    expect(job.exec(text)?.[1]).toBe(TRACE);
  });
});

const metricsText = async (headers: Record<string, string> = {}): Promise<string> =>
  await (await fetch(new URL("/metrics", server.url), { headers })).text();

/** Of what is there, each name without the endings of a histogram's series. */
function labelsByMetric(text: string): Record<string, string[]> {
  const families = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, family]) => family);
  const found = new Map<string, Set<string>>();
  for (const line of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
    const [, series = "", labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    const name = families.includes(series) ? series : series.replace(/_(bucket|count|sum)$/, "");
    const known = found.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) if (label !== "le") known.add(label);
    found.set(name, known);
  }
  return Object.fromEntries([...found].map(([name, labels]) => [name, [...labels].sort()]));
}

describe("a collector that dies under load", () => {
  const CONNECTIONS = 16;
  let authorization: string;
  beforeAll(async () => {
    const { token } = await createSession(database.db, { userId: (await createUser(database.db)).id });
    authorization = `Bearer ${token}`;
  });

  /** So many requests, each with two queries and so three spans; gives the statuses that came. */
  async function load(count: number): Promise<ReadonlySet<number>> {
    const statuses = new Set<number>();
    const ask = async () => {
      for (let left = count / CONNECTIONS; left > 0; left--) {
        const { status } = await fetch(new URL("/me", server.url), { headers: { authorization } });
        statuses.add(status);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, ask));
    return statuses;
  }

  const residentMebibytes = async (): Promise<number> => {
    const [, bytes] = /^process_memory_usage_bytes (\S+)$/m.exec(await metricsText()) ?? [];
    return Number(bytes) / 2 ** 20;
  };

  const tracesOfMe = () => collector.spans.filter(({ name }) => name === "GET /me").length;

  test("fails no request, takes no memory without end, and is told again once it is back", async () => {
    expect(await load(320)).toEqual(new Set([200]));
    await collector.received(({ name }) => name === "GET /me");
    const before = await residentMebibytes();

    await collector.kill();
    // More spans than wait for a collector at most.
    expect(await load(2000)).toEqual(new Set([200]));
    expect((await residentMebibytes()) - before).toBeLessThan(60);

    const known = tracesOfMe();
    collector.restart();
    expect(await load(160)).toEqual(new Set([200]));
    await collector.received(() => tracesOfMe() > known);
  });
});
