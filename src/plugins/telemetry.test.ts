import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Database, openDatabase } from "../database/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { observeQuery } from "../telemetry/request-context.ts";
import { operator, type TestApp, testApp } from "../testing/app.ts";
import { testDatabase } from "../testing/database.ts";
import { noDatabase } from "../testing/no-database.ts";
import { recordSpans } from "../testing/spans.ts";

const database = testDatabase();
const spans = recordSpans();

let observed: Database;
let app: TestApp;
beforeAll(() => {
  observed = openDatabase({ url: database.url, observe: observeQuery }, bunSql);
  app = testApp({ db: observed });
});
afterAll(() => observed.close());

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

async function requestTraced(path: string, headers: Record<string, string> = {}) {
  app.logs.length = 0;
  const answer = await app.request("GET", path, { as: operator(), headers });
  const [line] = app.logs.filter(({ message }) => message === "request");
  const trace = await spans.of(String(line?.trace_id));
  return { answer, line, trace };
}

describe("a request is a span", () => {
  test("named by its route, with its queries as children by their titles", async () => {
    const { trace } = await requestTraced("/users?limit=1");
    expect(trace.map(({ name }) => name)).toEqual(["GET /users", "FetchUsers"]);
    const [server, query] = trace;
    expect(query?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId as string);
    expect(server?.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/users",
      "http.response.status_code": 200,
      "url.path": "/users",
      "client.address": "127.0.0.1",
    });
  });

  test("named by its method alone where no route is found: names must stay few", async () => {
    const { trace } = await requestTraced("/nowhere/4711");
    expect(trace.map(({ name }) => name)).toEqual(["GET"]);
  });

  test("that failed says so", async () => {
    const broken = testApp({ db: { ...noDatabase.db, many: () => Promise.reject(new Error("broken")) } });
    await broken.request("GET", "/users", { as: operator() });
    const [line] = broken.logs.filter(({ message }) => message === "request");
    const [span] = await spans.of(String(line?.trace_id));
    expect(span?.status.code).toBe(2);
  });
});

describe("W3C Trace Context", () => {
  test("the caller's trace goes on", async () => {
    const { trace, line } = await requestTraced("/users", { traceparent: `00-${TRACE}-${PARENT}-01` });
    expect(line?.trace_id).toBe(TRACE);
    expect(trace[0]?.parentSpanContext?.spanId).toBe(PARENT);
  });

  test("a caller that does not record decides for its trace", async () => {
    const { trace, line } = await requestTraced("/users", {
      traceparent: `00-${TRACE.replace("4", "5")}-${PARENT}-00`,
    });
    expect(line?.trace_id).toBe(TRACE.replace("4", "5"));
    expect(trace).toEqual([]);
  });

  test.each([
    "",
    "garbage",
    `00-${TRACE}-${PARENT}`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ])("%j is ignored", async (traceparent) => {
    const { answer, line } = await requestTraced("/users", { traceparent });
    expect(answer.status).toBe(200);
    expect(line?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(line?.trace_id).not.toBe(TRACE);
  });
});

test("one line per request, with the number and the time of its queries", async () => {
  app.logs.length = 0;
  await app.request("GET", "/users?search=secret", { as: operator() });
  expect(app.logs).toEqual([
    expect.objectContaining({
      level: "info",
      message: "request",
      method: "GET",
      path: "/users",
      route: "/users",
      status: 200,
      ms: expect.any(Number),
      client_ip: "127.0.0.1",
      user_id: operator().userId,
      queries: 1,
      query_ms: expect.any(Number),
      request_id: expect.any(String),
      trace_id: expect.any(String),
    }),
  ]);
});
