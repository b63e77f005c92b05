/**
 * What this process asks others over HTTP: a client span, and the trace in their `traceparent`, so that theirs goes on in
 * ours. Only for those that a request or a job waits for; what telemetry sends itself must not be traced.
 */
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

/** As the global one, of which only this much is used. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** Path and query stay out: they hold tokens and people's ids. */
export const tracedFetch: Fetch = async (url, init = {}) => {
  const { hostname, port, protocol } = new URL(url);
  const method = init.method ?? "GET";
  const attributes = {
    "http.request.method": method,
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
  };
  const options = { kind: SpanKind.CLIENT, attributes };
  return await trace.getTracer("scaffold.fetch").startActiveSpan(method, options, async (span) => {
    const headers = new Headers(init.headers);
    propagation.inject(context.active(), headers, { set: (into, name, value) => into.set(name, value) });
    try {
      const response = await fetch(url, { ...init, headers });
      span.setAttribute("http.response.status_code", response.status);
      if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      return response;
    } catch (error) {
      span.setAttribute("error.type", error instanceof Error ? error.name : "thrown");
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
};
