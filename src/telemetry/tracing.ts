/**
 * OpenTelemetry's set-up. With a collector configured spans go there through a bounded queue, so that a slow or dead
 * one costs nothing but its spans; without one, none is recorded, and trace ids still run through logs and headers.
 */
import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  type IdGenerator,
  NodeTracerProvider,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { OtlpOnDemand, OtlpProcessor } from "./otlp-processor.ts";

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
  readonly processor?: SpanProcessor;
  /** Gets every span too, collector or not. */
  readonly recent?: SpanProcessor | null;
}

export interface Tracing {
  /** Sends what has been recorded so far. */
  flush(): Promise<void>;
  /** Sends what is left, for a few seconds at most, and ends. Never rejects. */
  shutdown(): Promise<void>;
}

/** Longer values are cut: a span that waits must not hold a whole document. */
const ATTRIBUTE_MAX_LENGTH = 2000;

/** Makes itself the process's tracer provider: call it once, in a command. */
export function startTracing(options: TracingOptions): Tracing {
  const resource = { [ATTR_SERVICE_NAME]: options.serviceName, [ATTR_SERVICE_VERSION]: options.release };
  const exporting = options.processor ?? otlpProcessor(options, resource);
  const processors = [exporting, options.recent ?? undefined].filter((each) => each !== undefined);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(resource),
    sampler: processors.length === 0 ? new AlwaysOffSampler() : parentOrRatio(options.traceSampleRatio),
    idGenerator,
    spanLimits: { attributeValueLengthLimit: ATTRIBUTE_MAX_LENGTH },
    spanProcessors: processors,
  });
  provider.register();
  return {
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown().catch(() => undefined),
  };
}

/** As random as the SDK's own and a tenth of its price, which is paid by every request; a UUIDv4 is never all zero. */
const idGenerator: IdGenerator = {
  generateTraceId: () => crypto.randomUUID().replaceAll("-", ""),
  // Around the middle, where a UUID has its version and variant.
  generateSpanId() {
    const uuid = crypto.randomUUID();
    return uuid.slice(0, 8) + uuid.slice(28);
  },
};

const parentOrRatio = (ratio: number) =>
  new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });

function otlpProcessor(options: TracingOptions, resource: Attributes): SpanProcessor | undefined {
  const { otlpEndpoint: endpoint, otlpHeaders: headers, onDemand = false } = options;
  if (endpoint === undefined) return undefined;
  return new (onDemand ? OtlpOnDemand : OtlpProcessor)({ endpoint, headers, resource });
}
