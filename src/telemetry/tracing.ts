/**
 * OpenTelemetry's set-up. With a collector configured spans go there through a bounded queue, so that a slow or dead
 * one costs nothing but its spans; without one, none is recorded, and trace ids still run through logs and headers.
 */
import { type Attributes, context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { OtlpOnDemand, OtlpProcessor } from "./otlp-processor.ts";
import type { SpanSink } from "./recorded-span.ts";
import { tracerProvider } from "./tracer.ts";

export interface TracingOptions {
  readonly serviceName: string;
  readonly release: string;
  /** The collector's base URL; undefined: nothing is recorded. */
  readonly otlpEndpoint: string | undefined;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  /** Share of new traces that is recorded, 0 to 1. */
  readonly traceSampleRatio: number;
  /** Sends spans when they are flushed, and never by itself. */
  readonly onDemand?: boolean;
  /** In place of the collector, for tests. */
  readonly processor?: SpanSink;
  /** Gets every span too, collector or not. */
  readonly recent?: SpanSink | null;
}

export interface Tracing {
  /** Sends what has been recorded so far. */
  flush(): Promise<void>;
  /** Sends what is left, for a few seconds at most, and ends. Never rejects. */
  shutdown(): Promise<void>;
}

/** Makes itself the process's tracer provider: call it once, in a command. */
export function startTracing(options: TracingOptions): Tracing {
  const resource = { [ATTR_SERVICE_NAME]: options.serviceName, [ATTR_SERVICE_VERSION]: options.release };
  const exporting = options.processor ?? otlpProcessor(options, resource);
  const processors = [exporting, options.recent ?? undefined].filter((each) => each !== undefined);
  const provider = tracerProvider({
    resource: resourceFromAttributes(resource),
    sampling: processors.length === 0 ? "never" : { ratio: options.traceSampleRatio },
    ended(span) {
      for (const processor of processors) processor.onEnd(span);
    },
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async flush() {
      await Promise.all(processors.map((processor) => processor.forceFlush()));
    },
    async shutdown() {
      await Promise.allSettled(processors.map((processor) => processor.shutdown()));
    },
  };
}

function otlpProcessor(options: TracingOptions, resource: Attributes): SpanSink | undefined {
  const { otlpEndpoint: endpoint, otlpHeaders: headers, onDemand = false } = options;
  if (endpoint === undefined) return undefined;
  return new (onDemand ? OtlpOnDemand : OtlpProcessor)({ endpoint, headers, resource });
}
