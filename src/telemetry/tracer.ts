/** Begins spans: those that are recorded, and those that only carry their ids on. */
import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { type Beginning, RecordedSpan, type Recorder } from "./recorded-span.ts";

export interface TracerOptions extends Omit<Recorder, "scope"> {
  readonly sampling: Sampling;
}

/** The share of new traces that is recorded, 0 to 1, while what has a parent is recorded when that is. */
type Sampling = "never" | { readonly ratio: number };

export function tracerProvider({ sampling, ...recorder }: TracerOptions): TracerProvider {
  const tracers = new Map<string, Tracer>();
  return {
    getTracer(name) {
      const known = tracers.get(name);
      if (known !== undefined) return known;
      const tracer = new RecordingTracer({ ...recorder, scope: { name } }, sampling);
      tracers.set(name, tracer);
      return tracer;
    },
  };
}

class RecordingTracer implements Tracer {
  readonly #recorder: Recorder;
  readonly #sampling: Sampling;

  constructor(recorder: Recorder, sampling: Sampling) {
    this.#recorder = recorder;
    this.#sampling = sampling;
  }

  startSpan(name: string, options: SpanOptions = {}, within: Context = context.active()): Span {
    const given = options.root === true ? undefined : trace.getSpan(within)?.spanContext();
    const parent = given !== undefined && isSpanContextValid(given) ? given : undefined;
    const traceId = parent?.traceId ?? newTraceId();
    const isSampled = this.#isSampled(traceId, parent);
    const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const ids: SpanContext = { traceId, spanId: newSpanId(), traceFlags };
    if (parent?.traceState !== undefined) ids.traceState = parent.traceState;
    if (!isSampled) return trace.wrapSpanContext(ids);
    const beginning: Beginning = {
      name,
      kind: options.kind ?? SpanKind.INTERNAL,
      context: ids,
      parent,
      attributes: options.attributes,
      links: options.links,
      epochOffset: epochOffset(),
    };
    return new RecordedSpan(this.#recorder, beginning);
  }

  #isSampled(traceId: string, parent: SpanContext | undefined): boolean {
    if (this.#sampling === "never") return false;
    if (parent !== undefined) return (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    return isAmong(traceId, this.#sampling.ratio);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const work = rest.at(-1) as F;
    const [options, parent = context.active()] = rest.slice(0, -1) as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => work(span)) as ReturnType<F>;
  }
}

/** As random as the SDK's own and a tenth of its price; a UUIDv4 is never all zero. */
const newTraceId = (): string => crypto.randomUUID().replaceAll("-", "");

/** Around the middle, where a UUID has its version and variant. */
function newSpanId(): string {
  const uuid = crypto.randomUUID();
  return uuid.slice(0, 8) + uuid.slice(28);
}

/** By the id alone, so that whoever sees it decides alike. Its last digits are random (W3C Trace Context, level 2). */
const isAmong = (traceId: string, ratio: number): boolean =>
  ratio >= 1 || Number.parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32;

let offset = Date.now() - performance.now();
/** Clocks are set, machines sleep. */
const DRIFT_MS = 5;

/** What makes `performance.now()` the time of the day. The same from span to span, so that children stay in their parents. */
function epochOffset(): number {
  const current = Date.now() - performance.now();
  if (Math.abs(current - offset) > DRIFT_MS) offset = current;
  return offset;
}
