import { expect, test } from "bun:test";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { OtlpBatch } from "./otlp-json.ts";

const resource = { "service.name": "scaffold", "service.version": "r1" };

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes(resource),
  spanProcessors: [new SimpleSpanProcessor(exporter)],
});

function record(name: string, describe: (span: ReturnType<typeof start>) => void = () => {}): ReadableSpan {
  exporter.reset();
  const span = start(name);
  describe(span);
  span.end();
  const [finished] = exporter.getFinishedSpans();
  if (finished === undefined) throw new Error("the span is not there");
  return finished;
}

const remote = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: 1,
  isRemote: true,
};

const start = (name: string) =>
  provider
    .getTracer(name.split("/")[0] ?? "")
    .startSpan(
      name,
      { kind: SpanKind.SERVER, links: [{ context: remote, attributes: { why: "enqueued" } }] },
      trace.setSpanContext(ROOT_CONTEXT, remote),
    );

function otlpJson(spans: readonly ReadableSpan[]): string {
  const batch = new OtlpBatch(resource);
  for (const span of spans) batch.add(span);
  return new TextDecoder().decode(batch.body());
}

/** The fields in which OpenTelemetry writes what is absent anyway: zero and empty lists. */
const withoutDefaults = (json: string): unknown =>
  JSON.parse(json, (key, value) => {
    if (/^dropped/.test(key) && value === 0) return undefined;
    if (key === "status" && value.code === 0) return undefined;
    return (key === "events" || key === "links") && value.length === 0 ? undefined : value;
  });

test.each([
  ["a plain span", [record("http/plain")]],
  [
    "every type of attribute",
    [
      record("http/values", (span) =>
        span.setAttributes({
          text: 'quote " backslash \\ line\nbreak ünïcode 💥',
          "": "empty key",
          int: 42,
          negative: -1,
          float: 1.5,
          yes: true,
          no: false,
          texts: ["a", 'b"'],
          numbers: [1, 2.5],
          empty: [],
        }),
      ),
    ],
  ],
  [
    "a failure with its exception",
    [
      record("http/failed", (span) => {
        span.recordException(new Error('broken "pipe"'));
        span.setStatus({ code: SpanStatusCode.ERROR, message: "line\nbreak" });
      }),
    ],
  ],
  [
    "the same again, the same name with another value, with more, and with less",
    [{ rows: 1 }, { rows: 1 }, { rows: 2 }, { rows: 2, path: "x" }, { path: "x" }, {}].map((attributes) =>
      record("again", (span) => span.setAttributes(attributes)),
    ),
  ],
  ["several spans of several libraries", [record("http/a"), record("database/b"), record("http/c")]],
] as const)("says the same as OpenTelemetry's own serializer: %s", (_, spans) => {
  const expected = JsonTraceSerializer.serializeRequest([...spans]) ?? new Uint8Array();
  expect(withoutDefaults(otlpJson(spans))).toEqual(withoutDefaults(new TextDecoder().decode(expected)));
});

test("nanoseconds keep their leading zeros", () => {
  exporter.reset();
  const span = provider.getTracer("http").startSpan("http/times", { startTime: [1_700_000_000, 42] });
  span.end([1_700_000_009, 7]);
  const [sent] = JSON.parse(otlpJson(exporter.getFinishedSpans())).resourceSpans[0].scopeSpans[0].spans;
  expect([sent.startTimeUnixNano, sent.endTimeUnixNano]).toEqual([
    "1700000000000000042",
    "1700000009000000007",
  ]);
});

test("the time of an event is not taken for the number of a card, and a card in it is", () => {
  exporter.reset();
  const span = provider.getTracer("http").startSpan("http/failed");
  // All three have the check digit of a card.
  const time: [number, number] = [4_000_000_000, 6];
  span.addEvent("exception", { message: "card 4111 1111 1111 1111", notes: ["4111111111111111"] }, time);
  span.end();
  const [sent] = JSON.parse(otlpJson(exporter.getFinishedSpans())).resourceSpans[0].scopeSpans[0].spans;
  expect(sent.events).toEqual([
    {
      timeUnixNano: "4000000000000000006",
      name: "exception",
      attributes: [
        { key: "message", value: { stringValue: "card ***" } },
        { key: "notes", value: { arrayValue: { values: [{ stringValue: "***" }] } } },
      ],
    },
  ]);
});

test("a span without a parent names none", () => {
  exporter.reset();
  provider.getTracer("http").startSpan("http/root", {}, ROOT_CONTEXT).end();
  const [sent] = JSON.parse(otlpJson(exporter.getFinishedSpans())).resourceSpans[0].scopeSpans[0].spans;
  expect(sent.parentSpanId).toBeUndefined();
});

test("what an error says is sent without its secrets", () => {
  const json = otlpJson([
    record("http/failed", (span) => {
      span.recordException(new Error("connect to postgres://app:canary-1@db failed"));
      span.setStatus({ code: SpanStatusCode.ERROR, message: "Bearer canary-2" });
    }),
  ]);
  expect(json).not.toContain("canary");
  expect(json).toContain("connect to postgres://app:***@db failed");
});

test("a parent in another process is told apart from one in this", () => {
  const json = JSON.parse(otlpJson([record("http/x")]));
  const [span] = json.resourceSpans[0].scopeSpans[0].spans;
  expect(span.parentSpanId).toBe(remote.spanId);
  expect(span.flags).toBe(TraceFlags.SAMPLED | 0x300);
});

test("a batch that was cleared holds what came afterwards, and no more", () => {
  const batch = new OtlpBatch(resource);
  for (const name of ["http/early", "database/early"]) batch.add(record(name));
  batch.clear();
  expect(batch.count).toBe(0);
  batch.add(record("http/late"));
  const { scopeSpans } = JSON.parse(new TextDecoder().decode(batch.body())).resourceSpans[0];
  expect(scopeSpans).toHaveLength(1);
  expect(scopeSpans[0].spans).toMatchObject([{ name: "http/late" }]);
});
