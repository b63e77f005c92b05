import { expect, test } from "bun:test";
import { trace } from "@opentelemetry/api";
import { recordSpans } from "../testing/spans.ts";
import { tracedFetch } from "./outgoing.ts";

const spans = recordSpans();

test("who is asked gets the trace, and the question is a span of it", async () => {
  let asked: Headers | undefined;
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      asked = request.headers;
      return new Response("no", { status: 503 });
    },
  });
  const traceId = await trace.getTracer("test").startActiveSpan("asking", async (span) => {
    const url = `${server.url.href}secret-path?token=x`;
    const response = await tracedFetch(url, { method: "POST", headers: { accept: "text/plain" } });
    expect(response.status).toBe(503);
    span.end();
    return span.spanContext().traceId;
  });
  const [parent, child] = await spans.of(traceId);
  expect(child).toMatchObject({
    name: "POST",
    attributes: {
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "http.response.status_code": 503,
    },
    status: { code: 2 },
  });
  expect(child?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId ?? "");
  expect(asked?.get("traceparent")).toBe(`00-${traceId}-${child?.spanContext().spanId}-01`);
  expect(asked?.get("accept")).toBe("text/plain");
  expect(JSON.stringify(child?.attributes)).not.toContain("secret-path");
});

test("a question that nobody hears is a span that failed", async () => {
  const failed = await trace.getTracer("test").startActiveSpan("asking", async (span) => {
    await tracedFetch("http://127.0.0.1:1/").catch(() => undefined);
    span.end();
    return span.spanContext().traceId;
  });
  const [, child] = await spans.of(failed);
  expect(child?.status.code).toBe(2);
});
