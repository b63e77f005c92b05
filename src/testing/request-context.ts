/** A request as telemetry knows it, for tests that do not send one. */
import type { RequestContext } from "../telemetry/request-context.ts";

export const requestContext = (): RequestContext => ({
  id: "request-1",
  traceId: "trace-1",
  spanId: "span-1",
  isTraced: true,
  method: "GET",
  path: "/users/1",
  clientIp: "127.0.0.1",
  userAgent: null,
  route: "/users/:id",
  caller: null,
  queries: [],
  queryCount: 0,
  queryMs: 0,
});
