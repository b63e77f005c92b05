/** A small OTLP/HTTP collector on the loopback: keeps the spans that it is sent, and can be killed and brought back. */

/** As OTLP has it, with attributes as a plain object. */
export interface CollectedSpan {
  /** `service.name` of the process. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer */
  readonly kind: number;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

type OtlpAttributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

interface OtlpSpan extends Omit<CollectedSpan, "service" | "attributes" | "status"> {
  readonly attributes: OtlpAttributes;
  /** Absent: unset, as any field of OTLP that has its default. */
  readonly status?: CollectedSpan["status"];
}

/** As much of https://opentelemetry.io/docs/specs/otlp/ as is read here; absent: metrics. */
interface OtlpBody {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export class TestCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: CollectedSpan[] = [];
  readonly #waiting = new Set<() => void>();
  #server: Bun.Server<undefined>;

  constructor() {
    this.#server = this.#listen(0);
    this.url = this.#server.url.href;
  }

  /** Connections are cut, and new ones refused. */
  async kill(): Promise<void> {
    await this.#server.stop(true);
  }

  /** At the same address. */
  restart(): void {
    this.#server = this.#listen(Number(new URL(this.url).port));
  }

  /** Resolves with the first span that is such; one that is there already counts. */
  async received(is: (span: CollectedSpan) => boolean): Promise<CollectedSpan> {
    for (;;) {
      const found = this.spans.find(is);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #listen(port: number): Bun.Server<undefined> {
    return Bun.serve({ hostname: "127.0.0.1", port, fetch: (request) => this.#take(request) });
  }

  async #take(request: Request): Promise<Response> {
    const { resourceSpans = [] } = (await request.json()) as OtlpBody;
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(plain(resource.attributes)["service.name"]);
      const spans = scopeSpans.flatMap((scope) => scope.spans);
      for (const { status = { code: 0 }, attributes, ...span } of spans) {
        this.spans.push({ ...span, service, status, attributes: plain(attributes) });
      }
    }
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    return Response.json({});
  }
}

const plain = (attributes: OtlpAttributes): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
