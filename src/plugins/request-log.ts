/** One line per request: what was asked, what came of it, how long it took, and on whose behalf. */
import type { Log } from "../telemetry/log.ts";
import type { RequestContext } from "../telemetry/request-context.ts";

export interface RequestLogOptions {
  readonly log: Log;
  /** For people who develop: each query with its title and milliseconds, in place of their number and sum. */
  readonly listQueries: boolean;
}

export type RequestLog = (request: RequestContext, status: number, milliseconds: number) => void;

export function requestLog({ log, listQueries }: RequestLogOptions): RequestLog {
  return (request, status, milliseconds) => {
    const { method, path, route, clientIp, caller } = request;
    const line = {
      method,
      path,
      route,
      status,
      ms: rounded(milliseconds),
      client_ip: clientIp,
      user_id: caller?.userId,
      organization_id: caller?.organizationId ?? undefined,
      queries: listQueries ? queryList(request) : request.queryCount,
      query_ms: rounded(request.queryMs),
    };
    // Probes come every second or two and say the same each time.
    if (status === 200 && route?.startsWith("/health/")) log.debug(line, "request");
    else log.info(line, "request");
  };
}

const queryList = ({ queries }: RequestContext): string[] =>
  queries.map(
    ({ title, durationMs, error }) =>
      `${title} ${rounded(durationMs)}${error === undefined ? "" : " failed"}`,
  );

/** To a hundredth. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
