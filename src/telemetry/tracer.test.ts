import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { tracerProvider } from "./tracer.ts";

const resource = resourceFromAttributes({ "service.name": "scaffold" });

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

interface Recording {
  readonly provider: TracerProvider;
  readonly spans: ReadableSpan[];
}

function ours(ratio = 1): Recording {
  const spans: ReadableSpan[] = [];
  const ended = (span: ReadableSpan) => void spans.push(span);
  return { provider: tracerProvider({ resource, sampling: { ratio }, ended }), spans };
}

function theirs(): Recording {
  const spans: ReadableSpan[] = [];
  const processor = {
    onStart: () => {},
    onEnd: (span: ReadableSpan) => void spans.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  return { provider: new NodeTracerProvider({ resource, spanProcessors: [processor] }), spans };
}

const remote = (traceFlags: number) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    traceFlags,
    isRemote: true,
  });

/** Everything that a span can be told, and everything that may come too late. */
async function play(tracer: Tracer): Promise<void> {
  await tracer.startActiveSpan("request", { kind: SpanKind.SERVER }, remote(1), async (request) => {
    await Promise.resolve();
    tracer.startActiveSpan("child", (child) => child.setAttribute("deep", true).end());
    const query = tracer.startSpan("query", { kind: SpanKind.CLIENT, attributes: { a: 1, b: ["x", "y"] } });
    query.setAttributes({ b: "other", c: 1.5 }).setAttribute("d", "later");
    query.addEvent("retry", { attempt: 2 }).addEvent("plain").addEvent("then", new Date(5));
    query.addLink({ context: request.spanContext(), attributes: { why: "because" } });
    query.recordException(new TypeError("broken"));
    query.recordException("thrown", 7);
    query.setStatus({ code: SpanStatusCode.ERROR, message: "broken" });
    query.end();
    query.updateName("too late").setAttribute("late", 1).setStatus({ code: SpanStatusCode.OK });
    query.addEvent("late");
    tracer.startSpan("of its own", { root: true }).end();
    tracer.startSpan("elsewhere", {}, ROOT_CONTEXT).end();
    request.updateName("GET /x").end();
  });
  tracer.startSpan("unrecorded", {}, remote(0)).end();
}

const parentName = (span: ReadableSpan, all: readonly ReadableSpan[]) => {
  const parent = span.parentSpanContext;
  if (parent === undefined) return null;
  return all.find((each) => each.spanContext().spanId === parent.spanId)?.name ?? parent.spanId;
};

/** Without what differs from run to run: ids that were made, times, lines of stacks. */
const told = (span: ReadableSpan, all: readonly ReadableSpan[]) => ({
  name: span.name,
  kind: span.kind,
  parent: parentName(span, all),
  sameTrace: span.spanContext().traceId === span.parentSpanContext?.traceId,
  flags: span.spanContext().traceFlags,
  status: span.status,
  attributes: span.attributes,
  events: span.events.map(({ name, attributes }) => [name, Object.keys(attributes ?? {}).sort()]),
  links: span.links.map(({ attributes }) => attributes),
  ended: span.ended,
  scope: span.instrumentationScope.name,
  resource: span.resource.attributes["service.name"],
});

test("records the same as OpenTelemetry's own tracer", async () => {
  const [own, original] = [ours(), theirs()];
  for (const { provider } of [own, original]) await play(provider.getTracer("test"));
  const [found, expected] = [own, original].map(({ spans }) => spans.map((span) => told(span, spans)));
  expect(found).toEqual(expected ?? []);
  expect(found).toHaveLength(5);
});

describe("times", () => {
  const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) =>
    seconds * 1000 + nanoseconds / 1e6;

  test("are of the day, and a child's lie in its parent's", () => {
    const { provider, spans } = ours();
    const before = Date.now();
    provider.getTracer("test").startActiveSpan("parent", (parent) => {
      provider.getTracer("test").startSpan("child").end();
      parent.end();
    });
    const [child, parent] = spans.map(({ startTime, endTime, duration }) => ({
      start: milliseconds(startTime),
      end: milliseconds(endTime),
      duration: milliseconds(duration),
    }));
    if (child === undefined || parent === undefined) throw new Error("a span is missing");
    expect(parent.start).toBeLessThanOrEqual(child.start);
    expect(child.end).toBeLessThanOrEqual(parent.end);
    expect(parent.end - parent.start).toBeCloseTo(parent.duration, 2);
    expect(Math.abs(parent.start - before)).toBeLessThan(1000);
  });
});

describe("sampling", () => {
  const isRecorded = (span: Span) => span.isRecording();

  test("a share of the new traces is recorded, whole or not at all", () => {
    const tracer = ours(0.5).provider.getTracer("test");
    const roots = Array.from({ length: 2000 }, () => tracer.startSpan("root", { root: true }));
    const share = roots.filter(isRecorded).length / roots.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    for (const root of roots) {
      const child = tracer.startSpan("child", {}, trace.setSpan(ROOT_CONTEXT, root));
      expect(isRecorded(child)).toBe(isRecorded(root));
      expect(child.spanContext().traceId).toBe(root.spanContext().traceId);
    }
  });

  test("whoever calls decides for its own trace", () => {
    expect(isRecorded(ours(0).provider.getTracer("test").startSpan("x", {}, remote(1)))).toBe(true);
    expect(isRecorded(ours(1).provider.getTracer("test").startSpan("x", {}, remote(0)))).toBe(false);
  });
});
