/** What is told of a request: to a collector, to Prometheus, and in the log of jobs that it left behind. */
import { expect } from "bun:test";
import type { Checks } from "../check.ts";
import { signedIn } from "../people.ts";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

const spanOf = ({ collector }: Stage, traceId: string, name: string) =>
  collector.received((span) => span.traceId === traceId && span.name === name);

export const telemetry: Checks = {
  "the caller's trace goes on: the request's span, and the queries' below it": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const traceId = crypto.randomUUID().replaceAll("-", "");
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    expect((await api.ask("GET", "/session", { token, headers })).status).toBe(200);
    const request = await spanOf(stage, traceId, "GET /session");
    expect(request.parentSpanId).toBe("00f067aa0ba902b7");
    const query = await spanOf(stage, traceId, "FetchSessionByToken");
    expect(query.parentSpanId).toBe(request.spanId);
  },

  "a transaction's queries are below it": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const traceId = crypto.randomUUID().replaceAll("-", "");
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await api.ask("POST", "/organizations", { token, headers, body: { name: "Traced" } });
    const request = await spanOf(stage, traceId, "POST /organizations");
    const transaction = await spanOf(stage, traceId, "transaction");
    const query = await spanOf(stage, traceId, "InsertOrganization");
    expect([transaction.parentSpanId, query.parentSpanId]).toEqual([request.spanId, transaction.spanId]);
  },

  "what it enqueues runs in its trace": async ({ api, stage }) => {
    const traceId = crypto.randomUUID().replaceAll("-", "");
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const { email } = await signedIn(stage);
    await api.ask("POST", "/auth/magic-links", { body: { email }, headers });
    await stage.mails.token(email);
    const { sql } = stage.database;
    await until(
      async () =>
        (await sql`SELECT FROM jobs WHERE traceparent LIKE ${`00-${traceId}-%`} AND state = 'done'`)[0],
    );
  },

  "requests are counted by route": async ({ api }) => {
    await api.ask("GET", "/health/live");
    const { body } = await api.ask("GET", "/metrics");
    expect(body).toMatch(
      /http_server_request_duration_seconds_count\{.*http_route="\/health\/live".*\} [1-9]/,
    );
  },
};
