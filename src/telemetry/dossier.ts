/**
 * Everything that is known when something goes wrong on our side, in one line of the log: whoever looks into it should
 * not have to ask anybody. Foreign values are redacted, as the log must never hold a secret.
 */
import { hostname } from "node:os";
import { trace } from "@opentelemetry/api";
import type { QueryEvent } from "../database/db.ts";
import { DbError } from "../database/errors.ts";
import { causes, errorChain } from "./causes.ts";
import { curl } from "./curl.ts";
import type { ErrorEvents } from "./error-events.ts";
import type { Log } from "./log.ts";
import { isSecretKey, redact } from "./redact.ts";
import { currentQueries, type RequestContext } from "./request-context.ts";

export interface Incident {
  readonly code: string;
  readonly error: Error;
  readonly request: Request;
  /** As far as it was read. */
  readonly body: unknown;
  /** undefined when it happened outside of a request's context. */
  readonly context: RequestContext | undefined;
}

export interface IncidentSink {
  readonly log: Pick<Log, "error" | "warn">;
  readonly events: ErrorEvents;
  readonly surroundings: Surroundings;
}

/** Of this process and its database, for every dossier. */
interface Surroundings {
  readonly release: string;
  /** The newest migration that this release knows. */
  readonly migration_head: string | undefined;
}

/**
 * Logs and notes what went wrong, and gives the id of the error when it is a fault of ours. Only that is an error with a
 * dossier; a database that is away concerns every request in the same way, and one short warning each is enough.
 */
export function reportIncident({ log, events, surroundings }: IncidentSink, incident: Incident) {
  const { code, error, context, request } = incident;
  if (code !== "internal_error") {
    const facts = { ...databaseFacts(error), cause: innermost(error) };
    log.warn({ error_code: code, route: context?.route, ...facts }, "refused");
    return undefined;
  }
  const told = dossier(incident);
  const ids = { request_id: context?.id, trace_id: context?.traceId, span_id: context?.spanId };
  const place = `${request.method} ${context?.route ?? "without a route"}`;
  const noted = events.note({
    place,
    error,
    dossier: { ...ids, ...surroundings, host: hostname(), ...told },
  });
  const { migration_head } = surroundings;
  log.error({ error_id: noted.id, migration_head, ...told }, "internal error");
  return noted;
}

/** A run of a job that failed. */
interface JobFailure {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly outcome: string;
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly payload: unknown;
  readonly error: unknown;
}

/** The same for jobs, which write the line in the log themselves: gives what there is to say in it. */
export function noteJobFailure({ events, surroundings }: Omit<IncidentSink, "log">, failure: JobFailure) {
  const { name, id, attempt, outcome, error } = failure;
  const told = {
    queue: failure.queue,
    max_attempts: failure.maxAttempts,
    user_id: failure.userId,
    organization_id: failure.organizationId,
    ...databaseFacts(error),
    payload: redact(failure.payload),
    queries: queryFacts(currentQueries()),
    again: `scaffold jobs retry ${id}`,
    error: errorChain(error),
  };
  const ids = {
    job: name,
    job_id: id,
    attempt,
    outcome,
    trace_id: trace.getActiveSpan()?.spanContext().traceId,
  };
  const noted = events.note({
    place: `job ${name}`,
    error: error instanceof Error ? error : new Error(String(error)),
    dossier: { ...ids, ...surroundings, host: hostname(), ...told },
  });
  const { migration_head } = surroundings;
  return { ...noted, line: { error_id: noted.id, migration_head, ...told } };
}

/** Of a job's failure that is nobody's fault. */
export const expectedFailure = (error: unknown): Record<string, unknown> => ({ error: errorChain(error) });

function dossier({ code, error, request, body, context }: Incident): Record<string, unknown> {
  return {
    error_code: code,
    ...databaseFacts(error),
    method: request.method,
    path: context?.path,
    route: context?.route,
    query: redactedQuery(request.url),
    client_ip: context?.clientIp,
    user_agent: context?.userAgent,
    user_id: context?.caller?.userId,
    organization_id: context?.caller?.organizationId,
    session_id: context?.caller?.sessionId,
    headers: redact(Object.fromEntries(request.headers)),
    body: redact(body),
    queries: queryFacts(context?.queries ?? []),
    again: curl(request, body),
    error: errorChain(error),
  };
}

const queryFacts = (queries: readonly QueryEvent[]) =>
  queries.map(({ title, durationMs, rows, error }) => ({
    title,
    ms: Math.round(durationMs * 100) / 100,
    rows,
    failed: error?.message,
  }));

const innermost = (error: unknown): string => String(causes(error).at(-1));

function databaseFacts(error: unknown): Record<string, unknown> {
  const fault = causes(error).find((cause) => cause instanceof DbError);
  if (fault === undefined) return {};
  const { title, kind, sqlstate, constraint, table, column } = fault;
  return { failed_query: title, database_error: kind, sqlstate, constraint, table, column };
}

/** `?token=…` is a secret as much as `{"token":…}`. */
function redactedQuery(url: string): Record<string, string> | undefined {
  const start = url.indexOf("?");
  if (start === -1) return undefined;
  const parameters = new URLSearchParams(url.slice(start + 1));
  return Object.fromEntries(
    [...parameters].map(([name, value]) => [name, isSecretKey(name) ? "***" : value.slice(0, 200)]),
  );
}
