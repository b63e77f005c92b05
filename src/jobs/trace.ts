/** The trace goes with the job: from whoever enqueued it, through the row, to the run. W3C Trace Context in one column. */
import {
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  TraceFlags,
  trace,
} from "@opentelemetry/api";

/** Of what runs now; null outside of any span. https://www.w3.org/TR/trace-context/#traceparent-header */
export function currentTraceparent(): string | null {
  const span = trace.getSpanContext(context.active());
  if (span === undefined || !isSpanContextValid(span)) return null;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The context in which a job's span begins. What is no traceparent begins a trace of its own. */
export function contextOf(traceparent: string | null): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}

/** For people to search by; null when the job belongs to no trace. */
export const traceIdOf = (traceparent: string | null): string | null =>
  TRACEPARENT.exec(traceparent ?? "")?.[1] ?? null;

/** What a worker does for itself belongs to no request's trace, and twice a second is no trace of its own. */
export const untraced = <T>(work: () => T): T => context.with(UNSAMPLED, work);

/** A parent that is not recorded: its children are not either (sampler "parent based", the default). */
const UNSAMPLED = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: "1".padStart(32, "0"),
  spanId: "1".padStart(16, "0"),
  traceFlags: TraceFlags.NONE,
});
