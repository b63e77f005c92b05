import { afterEach, describe, expect, test } from "bun:test";
import { context, propagation, trace } from "@opentelemetry/api";
import { startTracing, type TracingOptions } from "./tracing.ts";

afterEach(() => {
  for (const api of [trace, context, propagation]) api.disable();
});

/** A collector that keeps the bodies that it was sent. */
function collector(answer: () => Response | Promise<Response> = () => new Response("{}")) {
  const bodies: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const key = request.headers.get("x-api-key");
      bodies.push(`${new URL(request.url).pathname} ${key} ${await request.text()}`);
      return await answer();
    },
  });
  return { bodies, url: server.url.href, [Symbol.dispose]: () => void server.stop(true) };
}

const options = (otlpEndpoint: string | undefined): TracingOptions => ({
  serviceName: "scaffold",
  release: "r1",
  otlpEndpoint,
  otlpHeaders: { "x-api-key": "k1" },
  traceSampleRatio: 1,
});

const record = (name: string) => trace.getTracer("test").startSpan(name).end();

describe("with a collector", () => {
  test("the last span is sent before the process ends, with service and release", async () => {
    using target = collector();
    const tracing = startTracing(options(target.url));
    record("last words");
    await tracing.shutdown();
    expect(target.bodies).toHaveLength(1);
    expect(target.bodies[0]).toStartWith("/v1/traces k1 {");
    for (const text of ["last words", "scaffold", "r1"]) expect(target.bodies[0]).toContain(text);
  });

  test("one that is not there holds nobody up", async () => {
    const tracing = startTracing(options("http://127.0.0.1:1"));
    for (let count = 0; count < 10_000; count += 1) record("unheard");
    await tracing.shutdown();
  }, 10_000);

  test("one that never answers is given up", async () => {
    using target = collector(() => new Promise<Response>(() => {}));
    const tracing = startTracing(options(target.url));
    record("unanswered");
    await tracing.shutdown();
    expect(target.bodies).toHaveLength(1);
  }, 10_000);
});

describe("a collector that is busy", () => {
  test("is asked again", async () => {
    let asked = 0;
    using target = collector(() => new Response("", { status: ++asked === 1 ? 503 : 200 }));
    const tracing = startTracing(options(target.url));
    record("patient");
    await tracing.shutdown();
    expect(target.bodies).toHaveLength(2);
    expect(target.bodies[1]).toBe(String(target.bodies[0]));
  });

  test("gets no more than a queue full; the rest is dropped", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    using target = collector(async () => {
      await promise;
      return new Response("{}");
    });
    const tracing = startTracing(options(target.url));
    for (let count = 0; count < 10_000; count += 1) record("flood");
    resolve();
    await tracing.shutdown();
    const sent = target.bodies.join("").match(/"name":"flood"/g)?.length;
    expect(sent).toBe(512 + 4096);
  });
});

describe("without a collector", () => {
  test("nothing is recorded, but traces have their ids", () => {
    startTracing(options(undefined));
    const span = trace.getTracer("test").startSpan("unrecorded");
    expect(span.isRecording()).toBe(false);
    expect(span.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span.spanContext().spanId).toMatch(/^[0-9a-f]{16}$/);
  });
});

test("ids are not repeated", () => {
  startTracing(options(undefined));
  const spans = Array.from({ length: 1000 }, () => trace.getTracer("test").startSpan("x").spanContext());
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1000);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(1000);
});
