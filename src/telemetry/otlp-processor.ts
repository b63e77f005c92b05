/**
 * Sends ended spans to a collector over OTLP/HTTP, many at a time. Whatever state the collector is in costs the requests
 * nothing: what waits is bounded, what comes beyond that is dropped, and what cannot be sent in time is given up.
 */
import { type Attributes, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { OtlpBatch } from "./otlp-json.ts";

export interface OtlpOptions {
  /** The collector's base URL; /v1/traces is appended, as the OpenTelemetry specification says. */
  readonly endpoint: string;
  /** For collectors that ask who sends, e.g. an API key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Attributes;
}

/** Spans that wait for the collector at most: 1 MB of ids and times, and of texts what they do not share. */
const MAX_WAITING = 4096;
/** So many are sent without waiting for more. */
const BATCH = 512;
const DELAY_MS = 1000;
/** For a batch, its repetitions included. */
const TIMEOUT_MS = 3000;
const RETRY_MS = 500;
/** With these the collector asks to try again (OTLP specification, "Retryable Response Codes"). */
const RETRYABLE = new Set([429, 502, 503, 504]);

export class OtlpProcessor implements SpanProcessor {
  readonly #options: OtlpOptions;
  readonly #waiting: OtlpBatch;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: OtlpOptions) {
    this.#options = options;
    this.#waiting = new OtlpBatch(options.resource);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (!isSampled(span) || this.#waiting.count >= MAX_WAITING) return;
    this.#waiting.add(span);
    this.#schedule();
  }

  /** Resolves once everything that ended before is sent or given up. */
  async forceFlush(): Promise<void> {
    await this.#sending;
    if (this.#waiting.count > 0) this.#send();
    await this.#sending;
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#sending !== undefined) return;
    if (this.#waiting.count >= BATCH) {
      this.#send();
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#send(), DELAY_MS);
      this.#timer.unref();
    }
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const body = this.#waiting.body();
    this.#waiting.clear();
    this.#sending = post(this.#options, body).then(() => {
      this.#sending = undefined;
      if (this.#waiting.count > 0) this.#schedule();
    });
  }
}

/**
 * Where nothing goes on between requests, and so no timer: keeps spans until somebody says that it is time, at the end of
 * each request. What several have ended by then goes out with the first of them.
 */
export class OtlpOnDemand implements SpanProcessor {
  readonly #options: OtlpOptions;
  #waiting: OtlpBatch;

  constructor(options: OtlpOptions) {
    this.#options = options;
    this.#waiting = new OtlpBatch(options.resource);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (isSampled(span) && this.#waiting.count < MAX_WAITING) this.#waiting.add(span);
  }

  async forceFlush(): Promise<void> {
    const ended = this.#waiting;
    if (ended.count === 0) return;
    // What ends while these are sent belongs to the next.
    this.#waiting = new OtlpBatch(this.#options.resource);
    await post(this.#options, ended.body());
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}

const isSampled = (span: ReadableSpan): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;

/** Gives up after a few seconds. Never rejects. */
async function post({ endpoint, headers }: OtlpOptions, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  try {
    while (RETRYABLE.has((await fetch(url, request)).status)) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  } catch {
    // The collector is away or too slow: its spans are lost, and nothing else.
  }
}
