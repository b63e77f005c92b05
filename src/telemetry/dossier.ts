/**
 * Everything that is known when something goes wrong on our side, in one line of the log: whoever looks into it should
 * not have to ask anybody. Foreign values are redacted, as the log must never hold a secret.
 */
import { DbError } from "../database/errors.ts";
import type { Log } from "./log.ts";
import { isSecretKey, redact } from "./redact.ts";
import type { RequestContext } from "./request-context.ts";

export interface Incident {
  readonly code: string;
  readonly error: Error;
  readonly request: Request;
  /** As far as it was read. */
  readonly body: unknown;
  /** undefined when it happened outside of a request's context. */
  readonly context: RequestContext | undefined;
}

/**
 * Logs what went wrong. Only a fault of ours is an error with a dossier; a database that is away concerns every
 * request in the same way, and one short warning each is enough.
 */
export function logIncident(log: Pick<Log, "error" | "warn">, incident: Incident): void {
  const { code, error, context } = incident;
  if (code === "internal_error") log.error(dossier(incident), "internal error");
  else
    log.warn(
      { error_code: code, route: context?.route, ...databaseFacts(error), cause: innermost(error) },
      "refused",
    );
}

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
    queries: context?.queries.map(({ title, durationMs, rows, error: failed }) => ({
      title,
      ms: durationMs,
      rows,
      failed: failed?.message,
    })),
    error: errorChain(error),
  };
}

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

const MAX_CAUSES = 8;

/** The error, its cause, the cause of that … */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next != null && chain.length < MAX_CAUSES; ) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

/** Name, message and stack of each; nothing else, as drivers hang whole rows on their errors. */
function errorChain(error: unknown): Record<string, unknown> | undefined {
  return causes(error).reduceRight<Record<string, unknown> | undefined>(
    (cause, each) => ({
      ...(each instanceof Error
        ? { name: each.name, message: each.message, stack: each.stack }
        : { name: "thrown", message: String(each) }),
      ...(cause === undefined ? {} : { cause }),
    }),
    undefined,
  );
}
