/** The trace goes with the job: from whoever enqueued it, through the row, to the run. W3C Trace Context in one column. */
import { type Context, context, isSpanContextValid, ROOT_CONTEXT, trace } from "@opentelemetry/api";

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
