import { expect, test } from "bun:test";
import { DbError } from "../../database/errors.ts";
import { requestContext } from "../../testing/request-context.ts";
import { httpMetrics, poolMetrics, queryMetrics, queueMetrics } from "./instruments.ts";
import { Metrics } from "./metrics.ts";
import { exportMetrics } from "./otlp-metrics.ts";
import { processMetrics } from "./process-metrics.ts";
import { prometheusPage, prometheusText } from "./prometheus.ts";

const seconds = { name: "test.duration", unit: "s", about: "A test." };

const textOf = async (metrics: Metrics): Promise<string> => prometheusText(await metrics.collect());

test("a histogram's buckets hold what is up to their bound, and everything below", async () => {
  const metrics = new Metrics();
  const duration = metrics.histogram(seconds, ["kind"], [1, 2]);
  for (const value of [0.5, 1, 1.5, 9]) duration.record(value, undefined, "a");
  expect(await textOf(metrics)).toBe(`# HELP test_duration_seconds A test.
# TYPE test_duration_seconds histogram
test_duration_seconds_bucket{kind="a",le="1"} 2
test_duration_seconds_bucket{kind="a",le="2"} 3
test_duration_seconds_bucket{kind="a",le="+Inf"} 4
test_duration_seconds_sum{kind="a"} 12
test_duration_seconds_count{kind="a"} 4
`);
});

test("labels are escaped, and an empty one is left out", async () => {
  const metrics = new Metrics();
  metrics.histogram(seconds, ["kind", "other"], []).record(1, undefined, 'a "b" \\ c\nd', "");
  expect(await textOf(metrics)).toContain('test_duration_seconds_count{kind="a \\"b\\" \\\\ c\\nd"} 1\n');
});

test("labels without end end up in one series", async () => {
  const metrics = new Metrics();
  const duration = metrics.histogram(seconds, ["kind"], []);
  for (let index = 0; index < 2500; index++) duration.record(1, undefined, String(index));
  expect(duration.series).toHaveLength(2001);
  expect(await textOf(metrics)).toContain('test_duration_seconds_count{otel_metric_overflow="true"} 500\n');
});

test("queries are counted by title, and failures by their SQLSTATE or kind", async () => {
  const metrics = new Metrics();
  const count = queryMetrics(metrics);
  const query = { title: "FetchThing", file: "sql/x.sql", verb: "Fetch", durationMs: 3, rows: 1 } as const;
  count(query);
  const options = { title: "FetchThing", retryable: false } as const;
  count({ ...query, error: new DbError("no", { ...options, kind: "constraint", sqlstate: "23505" }) });
  count({ ...query, error: new DbError("no", { ...options, kind: "timeout" }) });
  const text = await textOf(metrics);
  for (const labels of ["", ',error_type="23505"', ',error_type="timeout"']) {
    const name = "db_client_operation_duration_seconds_count";
    expect(text).toContain(`${name}{db_query_summary="FetchThing"${labels}} 1\n`);
  }
});

test("what cannot be read is left out, and the rest is told", async () => {
  const metrics = new Metrics();
  queueMetrics(metrics, {
    queues: ["mail"],
    counts: () => Promise.reject(new Error("the database is away")),
  });
  poolMetrics(metrics, () => ({ open: 5, inUse: 2, waiting: 7 }));
  const text = await textOf(metrics);
  expect(text).not.toContain("scaffold_jobs_depth");
  expect(text).toContain('db_client_connection_count{db_client_connection_state="idle"} 3\n');
  expect(text).toContain("db_client_connection_pending_requests 7\n");
});

test("a queue without jobs is told as empty", async () => {
  const metrics = new Metrics();
  queueMetrics(metrics, { queues: ["mail"], counts: () => Promise.resolve([]) });
  const text = await textOf(metrics);
  expect(text).toContain('scaffold_jobs_depth{queue="mail",state="due"} 0\n');
  expect(text).toContain('scaffold_jobs_oldest_ready_seconds{queue="mail"} 0\n');
});

test("OpenMetrics has the last trace of each bucket, and ends", async () => {
  const metrics = new Metrics();
  const duration = metrics.histogram(seconds, ["kind"], [1]);
  duration.record(0.5, { traceId: "t1", spanId: "s1" }, "a");
  duration.record(0.25, { traceId: "t2", spanId: "s2" }, "a");
  duration.record(2, undefined, "a");
  metrics.read("counter", { name: "test.time", unit: "s", about: "" }, () => [{ labels: {}, value: 2 }]);
  const { type, text } = prometheusPage(await metrics.collect(), "application/openmetrics-text;q=0.7,*/*");
  expect(type).toStartWith("application/openmetrics-text; version=1.0.0");
  expect(text).toMatch(/_bucket\{kind="a",le="1"\} 2 # \{trace_id="t2",span_id="s2"\} 0.25 \d{10}/);
  expect(text).toContain('_bucket{kind="a",le="+Inf"} 3\n');
  expect(text).toContain("# TYPE test_time_seconds counter\ntest_time_seconds_total 2\n");
  expect(text).toEndWith("\n# EOF\n");
});

test("the process tells its processor time, its memory and its event loop's delay", async () => {
  const metrics = new Metrics();
  const stop = processMetrics(metrics);
  const text = await textOf(metrics);
  stop();
  expect(text).toMatch(/process_cpu_time_seconds_total\{cpu_mode="user"\} \d/);
  expect(text).toMatch(/process_memory_usage_bytes \d{7,}/);
  expect(text).toMatch(/nodejs_eventloop_delay_p99_seconds \d/);
});

test("a collector gets everything over OTLP, at the latest when the process ends", async () => {
  const bodies: Record<string, unknown>[] = [];
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      bodies.push({ path: new URL(request.url).pathname, ...JSON.parse(await request.text()) });
      return new Response("{}");
    },
  });
  const metrics = new Metrics();
  metrics.histogram(seconds, ["test.kind"], [1]).record(0.5, { traceId: "t1", spanId: "s1" }, "a");
  metrics.read("counter", { name: "test.time", unit: "s", about: "" }, () => [{ labels: {}, value: 2 }]);
  const options = { endpoint: server.url.href, headers: {}, resource: { "service.name": "x" } };
  await exportMetrics(metrics, { ...options, intervalMs: 3_600_000 })();
  expect(bodies).toMatchObject([
    {
      path: "/v1/metrics",
      resourceMetrics: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "x" } }] },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: "test.duration",
                  unit: "s",
                  histogram: {
                    aggregationTemporality: 2,
                    dataPoints: [
                      {
                        count: "1",
                        sum: 0.5,
                        bucketCounts: ["1", "0"],
                        explicitBounds: [1],
                        exemplars: [{ traceId: "t1", spanId: "s1", asDouble: 0.5 }],
                        attributes: [{ key: "test.kind", value: { stringValue: "a" } }],
                      },
                    ],
                  },
                },
                { name: "test.time", sum: { isMonotonic: true, dataPoints: [{ asDouble: 2 }] } },
              ],
            },
          ],
        },
      ],
    },
  ]);
});

test("an exemplar holds the ids of its request and nothing else of it", async () => {
  const metrics = new Metrics();
  httpMetrics(metrics).end(requestContext(), 200, 5);
  const [duration] = (await metrics.collect()).filter(({ name }) => name === "http.server.request.duration");
  const exemplars = duration?.kind === "histogram" ? duration.series.flatMap((each) => each.exemplars) : [];
  expect(exemplars.flatMap((exemplar) => exemplar?.place ?? [])).toEqual([
    { traceId: "trace-1", spanId: "span-1" },
  ]);
});

test("a collector that is not there holds nobody up", async () => {
  const options = { endpoint: "http://127.0.0.1:1", headers: {}, resource: {} };
  await exportMetrics(new Metrics(), { ...options, intervalMs: 3_600_000 })();
});
