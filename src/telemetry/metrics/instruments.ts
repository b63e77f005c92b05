/** What is measured of requests, queries and jobs: rate, errors and duration of each. And the pool, and the queues. */
import { trace } from "@opentelemetry/api";
import type { PoolStats, QueryEvent } from "../../database/db.ts";
import { DbError } from "../../database/errors.ts";
import { currentRequest, type RequestContext } from "../request-context.ts";
import type { Metrics, Place } from "./metrics.ts";

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
    end(request, status, milliseconds) {
      const { method, route } = request;
      active--;
      // Whatever else somebody sends as a method must not become a series of its own.
      const knownMethod = METHODS.has(method) ? method : "_OTHER";
      duration.record(milliseconds / 1000, placeOf(request), knownMethod, route ?? "", String(status));
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
    duration.record(durationMs / 1000, currentPlace(), title, error === undefined ? "" : typeOf(error));
}

/** The ids alone: an exemplar stays, and must not hold on to its request. */
const placeOf = ({ isTraced, traceId, spanId }: RequestContext): Place | undefined =>
  isTraced ? { traceId, spanId } : undefined;

/** Of the request, or of the job. */
function currentPlace(): Place | undefined {
  const request = currentRequest();
  if (request !== undefined) return placeOf(request);
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span.spanContext() : undefined;
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

const emptyQueue = (queue: string): QueueCounts => ({
  queue,
  ...{ due: 0, scheduled: 0, retrying: 0, queued: 0, running: 0, dead: 0 },
  oldest_due_seconds: null,
});

/** What of a run's event is counted. */
interface JobRun {
  readonly name: string;
  readonly queue: string;
  readonly outcome: string;
  readonly waitMs: number;
  readonly runMs: number;
}

/** Jobs take longer than requests do. */
const JOB_BOUNDS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Not `job`: Prometheus gives that label the name of the service. */
export function jobMetrics(metrics: Metrics): (run: JobRun) => void {
  const duration = metrics.histogram(
    { name: "scaffold.job.duration", unit: "s", about: "How long jobs ran." },
    ["job.name", "outcome"],
    JOB_BOUNDS_SECONDS,
  );
  const wait = metrics.histogram(
    { name: "scaffold.job.wait", unit: "s", about: "How long jobs waited after they were due." },
    ["queue"],
    JOB_BOUNDS_SECONDS,
  );
  return ({ name, queue, outcome, waitMs, runMs }) => {
    const place = currentPlace();
    duration.record(runMs / 1000, place, name, outcome);
    wait.record(waitMs / 1000, place, queue);
  };
}

type QueueState = "due" | "scheduled" | "retrying" | "queued" | "running" | "dead";

type QueueCounts = Readonly<Record<QueueState, number>> & {
  readonly queue: string;
  readonly oldest_due_seconds: number | null;
};

const STATES: readonly QueueState[] = ["due", "scheduled", "retrying", "queued", "running", "dead"];

interface QueueMetricsOptions {
  /** Those that this worker serves: an empty one is told as empty, so that silence means that no worker is there. */
  readonly queues: readonly string[];
  readonly counts: () => Promise<readonly QueueCounts[]>;
}

/** Asks the database whenever somebody collects: every worker says the same of the queues. */
export function queueMetrics(metrics: Metrics, { queues, counts: ask }: QueueMetricsOptions): void {
  const counts = async () => {
    const found = await ask();
    const missing = queues.filter((queue) => !found.some((row) => row.queue === queue));
    return [...found, ...missing.map(emptyQueue)];
  };
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
