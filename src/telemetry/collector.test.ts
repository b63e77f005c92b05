/** What a collector gets to see: one trace through two processes, from a request to what its job asked the database. */
import { afterAll, expect, test } from "bun:test";
import { TestCollector } from "../testing/collector.ts";
import { testDatabase } from "../testing/database.ts";
import { type ServeProcess, startProcess, startServe } from "../testing/serve-process.ts";

const database = testDatabase();
const collector = new TestCollector();
const running: ServeProcess[] = [];
afterAll(async () => {
  for (const one of running) one.signal("SIGKILL");
  await Promise.all(running.map(({ exited }) => exited));
  await collector.kill();
});

test("a trace begins at a request and has the job that it enqueued, with the job's queries by title", async () => {
  const env = {
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    JOBS_WORKER: "off",
  };
  const [api, worker] = await Promise.all([
    startServe({ ...env, OTEL_SERVICE_NAME: "api" }),
    startProcess("work", { ...env, OTEL_SERVICE_NAME: "worker" }),
  ]);
  running.push(api, worker);
  const answer = await fetch(new URL("/auth/register", api.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ada@example.test", name: "Ada", password: "a horse, a battery" }),
  });
  expect(answer.status).toBe(202);
  const job = await collector.received((span) => span.name.startsWith("job account."));
  for (const one of running) one.signal("SIGTERM");
  await Promise.all(running.map(({ exited }) => exited));

  const spans = collector.spans.filter(({ traceId }) => traceId === job.traceId);
  const below = (parentId: string | undefined): string[] =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === parentId)
      .map(({ service, name }) => `${service}: ${name}`)
      .sort();
  const idOf = (name: string) => spans.find((span) => span.name === name)?.spanId;
  expect(below(undefined)).toEqual(["api: POST /auth/register"]);
  expect(below(idOf("POST /auth/register"))).toEqual(["api: transaction"]);
  expect(below(idOf("transaction"))).toEqual([
    "api: InsertAuditEvent",
    "api: InsertJob",
    "api: InsertRegistration",
    "worker: job account.send-registration",
  ]);
  expect(below(job.spanId)).toEqual([
    "worker: FetchRegistration",
    "worker: FetchUserByEmail",
    "worker: InsertUnverifiedUser",
    "worker: ModifyRegistrationToken",
    "worker: mail email_verification",
  ]);
});
