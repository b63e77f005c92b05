/** An OTLP endpoint, as an OpenTelemetry collector has it, that keeps the spans that it was sent. */

export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

export interface OtlpCollector {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The first span that is `wanted`, as soon as it is there. */
  received(wanted: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  stop(): void;
}

/** As much of https://opentelemetry.io/docs/specs/otlp/ as is read here. */
interface ExportTraceServiceRequest {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly {
        readonly key: string;
        readonly value: { readonly stringValue?: string };
      }[];
    };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<ReceivedSpan, "service">[] }[];
  }[];
}

export function startOtlpCollector(): OtlpCollector {
  const spans: ReceivedSpan[] = [];
  const waiting = new Set<() => void>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      if (new URL(request.url).pathname !== "/v1/traces") return new Response("{}");
      spans.push(...spansOf((await request.json()) as ExportTraceServiceRequest));
      for (const look of waiting) look();
      return new Response("{}");
    },
  });
  return {
    url: server.url.href,
    spans,
    received: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = spans.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    stop: () => void server.stop(true),
  };
}

const spansOf = ({ resourceSpans }: ExportTraceServiceRequest): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.find(({ key }) => key === "service.name");
    const service = name?.value.stringValue ?? "";
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })));
  });
