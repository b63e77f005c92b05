/** What is measured of requests, queries and jobs: rate, errors and duration of each. And the pool, and the queues. */
import type { PoolStats, QueryEvent } from "../../database/db.ts";
import { DbError } from "../../database/errors.ts";
import type { RequestContext } from "../request-context.ts";
import type { Metrics } from "./metrics.ts";

export interface HttpMetrics {
  begin(): void;
  end(request: RequestContext, status: number, milliseconds: number): void;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function httpMetrics(metrics: Metrics): HttpMetrics {
  let active = 0;
  const duration = metrics.histogram(
    { name: "http.server.request.duration", unit: "s", about: "How long requests took." },
    ["http.request.method", "http.route", "http.response.status_code"],
  );
  const inFlight = { name: "http.server.active_requests", unit: "", about: "Requests being answered." };
  metrics.read("gauge", inFlight, () => [{ labels: {}, value: active }]);
  return {
    begin() {
      active++;
    },
    end({ method, route }, status, milliseconds) {
      active--;
      // Whatever else somebody sends as a method must not become a series of its own.
      const knownMethod = METHODS.has(method) ? method : "_OTHER";
      duration.record(milliseconds / 1000, knownMethod, route ?? "", String(status));
    },
  };
}

/** For `openDatabase({ observe })`. */
export function queryMetrics(metrics: Metrics): (event: QueryEvent) => void {
  const duration = metrics.histogram(
    { name: "db.client.operation.duration", unit: "s", about: "How long queries took, waiting included." },
    ["db.query.summary", "error.type"],
  );
  return ({ title, durationMs, error }) =>
    duration.record(durationMs / 1000, title, error === undefined ? "" : typeOf(error));
}

const typeOf = (error: Error): string =>
  error instanceof DbError ? (error.sqlstate ?? error.kind) : error.name;

export function poolMetrics(metrics: Metrics, stats: () => PoolStats): void {
  const count = { name: "db.client.connection.count", unit: "", about: "Connections to Postgres." };
  metrics.read("gauge", count, () => {
    const { open, inUse } = stats();
    return [
      { labels: { "db.client.connection.state": "used" }, value: inUse },
      { labels: { "db.client.connection.state": "idle" }, value: open - inUse },
    ];
  });
  const pending = {
    name: "db.client.connection.pending_requests",
    unit: "",
    about: "Callers that wait for a connection.",
  };
  metrics.read("gauge", pending, () => [{ labels: {}, value: stats().waiting }]);
}

/** What of a run's event is counted. */
interface JobRun {
  readonly name: string;
  readonly outcome: string;
  readonly runMs: number;
}

export function jobMetrics(metrics: Metrics): (run: JobRun) => void {
  const duration = metrics.histogram(
    { name: "scaffold.job.duration", unit: "s", about: "How long jobs ran." },
    ["job", "outcome"],
  );
  return ({ name, outcome, runMs }) => duration.record(runMs / 1000, name, outcome);
}

type QueueState = "due" | "scheduled" | "retrying" | "queued" | "running" | "dead";

type QueueCounts = Readonly<Record<QueueState, number>> & {
  readonly queue: string;
  readonly oldest_due_seconds: number | null;
};

const STATES: readonly QueueState[] = ["due", "scheduled", "retrying", "queued", "running", "dead"];

/** Asks the database whenever somebody collects: every worker says the same of the queues. */
export function queueMetrics(metrics: Metrics, counts: () => Promise<readonly QueueCounts[]>): void {
  metrics.read(
    "gauge",
    { name: "scaffold.jobs.depth", unit: "", about: "Jobs by queue and state." },
    async () =>
      (await counts()).flatMap((row) =>
        STATES.map((state) => ({ labels: { queue: row.queue, state }, value: row[state] })),
      ),
  );
  const age = { name: "scaffold.jobs.oldest_ready", unit: "s", about: "How long the oldest due job waits." };
  metrics.read("gauge", age, async () =>
    (await counts()).map((row) => ({ labels: { queue: row.queue }, value: row.oldest_due_seconds ?? 0 })),
  );
}
