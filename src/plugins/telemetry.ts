/**
 * The server span: `METHOD /route`, continuing the caller's trace (W3C Trace Context), with the queries as children.
 * Attributes are those of OpenTelemetry's semantic conventions for HTTP.
 */
import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from "@opentelemetry/api";
import type { RequestContext } from "../telemetry/request-context.ts";

export interface ServerSpan {
  readonly span: Span;
  /** In which the request must be handled, for its spans to be children. */
  readonly context: Context;
}

const headersGetter: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
};

const SERVER = { kind: SpanKind.SERVER };

export function startServerSpan(request: Request): ServerSpan {
  const { headers, method } = request;
  const parent = headers.has("traceparent")
    ? propagation.extract(ROOT_CONTEXT, headers, headersGetter)
    : ROOT_CONTEXT;
  const span = trace.getTracer("http").startSpan(method, SERVER, parent);
  return { span, context: trace.setSpan(parent, span) };
}

export function endServerSpan({ span }: ServerSpan, request: RequestContext, status: number): void {
  if (span.isRecording()) describe(span, request, status);
  span.end();
}

function describe(span: Span, request: RequestContext, status: number): void {
  const { method, route, path, clientIp, userAgent, caller } = request;
  if (route !== null) span.updateName(`${method} ${route}`);
  span.setAttributes({
    "http.request.method": method,
    "http.route": route ?? undefined,
    "http.response.status_code": status,
    "url.path": path,
    "client.address": clientIp ?? undefined,
    "user_agent.original": userAgent ?? undefined,
    "user.id": caller?.userId,
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
