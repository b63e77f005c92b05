/** The last traces, kept in memory for /dev/traces: what a request did, without a collector. Development only. */
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-node";

interface TraceSpan {
  readonly id: string;
  /** null: nobody's. It may be the caller's, of another process. */
  readonly parentId: string | null;
  readonly name: string;
  /** Epoch milliseconds, with a fraction. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Trace {
  readonly id: string;
  readonly spans: readonly TraceSpan[];
}

const TRACES_KEPT = 200;
/** A trace that goes on for ever must not hold on to all of itself. */
const SPANS_KEPT = 500;

export class RecentTraces implements SpanProcessor {
  readonly #traces = new Map<string, ReadableSpan[]>();

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    let spans = this.#traces.get(traceId);
    if (spans === undefined) {
      spans = [];
      this.#traces.set(traceId, spans);
      this.#forgetOldest();
    }
    if (spans.length < SPANS_KEPT) spans.push(span);
  }

  /** The last to begin first. */
  list(): readonly Trace[] {
    return [...this.#traces].map(([id, spans]) => ({ id, spans: spans.map(told) })).reverse();
  }

  /** null: there is none, or it was dropped for newer ones. */
  read(id: string): Trace | null {
    const spans = this.#traces.get(id);
    return spans === undefined ? null : { id, spans: spans.map(told) };
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  #forgetOldest(): void {
    if (this.#traces.size <= TRACES_KEPT) return;
    const [oldest] = this.#traces.keys();
    if (oldest !== undefined) this.#traces.delete(oldest);
  }
}

const ERROR = 2;

function told(span: ReadableSpan): TraceSpan {
  const { parentSpanContext: parent, startTime, duration, status, attributes } = span;
  return {
    id: span.spanContext().spanId,
    parentId: parent?.spanId ?? null,
    name: span.name,
    startMs: milliseconds(startTime),
    durationMs: milliseconds(duration),
    failed: status.code === ERROR,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
  };
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1000 + nanoseconds / 1e6;
