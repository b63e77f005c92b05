/**
 * OpenTelemetry's set-up. With a collector configured spans go there through a bounded queue, so that a slow or dead
 * one costs nothing but its spans; without one, none is recorded, and trace ids still run through logs and headers.
 */
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  type IdGenerator,
  NodeTracerProvider,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";

export interface TracingOptions {
  readonly serviceName: string;
  readonly release: string;
  /** The collector's base URL; /v1/traces is appended, as the OpenTelemetry specification says. */
  readonly otlpEndpoint: string | undefined;
  /** Share of new traces that is recorded, 0 to 1. */
  readonly traceSampleRatio: number;
  /** In place of the collector, for tests. */
  readonly exporter?: SpanExporter;
}

export interface Tracing {
  /** Sends what has been recorded so far. */
  flush(): Promise<void>;
  /** Sends what is left, for a few seconds at most, and ends. Never rejects. */
  shutdown(): Promise<void>;
}

/** Spans that wait for the collector; more are dropped. A full queue is about 4 MB. */
const MAX_QUEUE_SIZE = 4096;
const EXPORT_TIMEOUT_MS = 3000;

/** Makes itself the process's tracer provider: call it once, in a command. */
export function startTracing(options: TracingOptions): Tracing {
  const exporter = options.exporter ?? otlpExporter(options.otlpEndpoint);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: options.serviceName,
      [ATTR_SERVICE_VERSION]: options.release,
    }),
    sampler: exporter === undefined ? new AlwaysOffSampler() : parentOrRatio(options.traceSampleRatio),
    idGenerator,
    spanProcessors: exporter === undefined ? [] : [new BatchSpanProcessor(exporter, queue)],
  });
  provider.register();
  return {
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown().catch(() => undefined),
  };
}

const queue = { maxQueueSize: MAX_QUEUE_SIZE, exportTimeoutMillis: EXPORT_TIMEOUT_MS };

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

function otlpExporter(endpoint: string | undefined): SpanExporter | undefined {
  if (endpoint === undefined) return undefined;
  return new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
}
