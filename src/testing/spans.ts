/** Spans as they would go to the collector, kept in memory: `const spans = recordSpans()` at the top of a test file. */
import { afterAll, beforeAll } from "bun:test";
import { context, propagation, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { startTracing, type Tracing } from "../telemetry/tracing.ts";

export interface RecordedSpans {
  /** All finished spans, as far as they say something. */
  all(): Promise<Pick<ReadableSpan, "name" | "attributes" | "events" | "status">[]>;
  /** The finished spans of one trace, each with its parent before it. */
  of(traceId: string): Promise<ReadableSpan[]>;
}

/** Records everything while the tests of this file run; the tracer is the process's, so it is taken away again. */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  let tracing: Tracing | undefined;
  beforeAll(() => {
    tracing = startTracing({
      serviceName: "test",
      release: "test",
      otlpEndpoint: undefined,
      otlpHeaders: {},
      traceSampleRatio: 1,
      processor: new SimpleSpanProcessor(exporter),
    });
  });
  afterAll(async () => {
    await tracing?.shutdown();
    for (const api of [trace, context, propagation]) api.disable();
  });
  return {
    async all() {
      await tracing?.flush();
      const finished = exporter.getFinishedSpans();
      return finished.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
    },
    async of(traceId) {
      await tracing?.flush();
      const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
      return spans.sort((one, other) => Number(isParent(other, one)) - Number(isParent(one, other)));
    },
  };
}

const isParent = (parent: ReadableSpan, child: ReadableSpan): boolean =>
  child.parentSpanContext?.spanId === parent.spanContext().spanId;
