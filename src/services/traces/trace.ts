/** What a trace is to its pages: spans, each below the one that it is part of. */

export interface Span {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Trace {
  readonly id: string;
  readonly spans: readonly Span[];
}

/** A span in its place: how deep, and where in the time of the whole, in percent. */
export interface Bar {
  readonly span: Span;
  readonly depth: number;
  readonly left: number;
  readonly width: number;
}

/** These pages and the probes would push out what somebody looks for. */
export const isWorthShowing = ({ spans }: Trace): boolean =>
  !spans.some(({ attributes }) => /^\/(dev|health|metrics)\b/.test(attributes["http.route"] ?? ""));

/** The span that all began with. */
export const rootOf = (trace: Trace): Span | undefined => byStart(roots(trace))[0];

/** What a span is, for its colour. */
export function kindOf({ attributes }: Span): "query" | "job" | "mail" | "other" {
  if (attributes["db.system.name"] !== undefined) return "query";
  if (attributes["job.name"] !== undefined) return "job";
  return attributes["mail.template"] === undefined ? "other" : "mail";
}

/** What it is called in a list: a request that found no route by its path. */
export function titleOf({ name, attributes }: Span): string {
  const { "url.path": path = "", "http.route": route } = attributes;
  return path !== "" && route === undefined ? `${name} ${path}` : name;
}

/** Queries among the spans. */
export const queryCount = ({ spans }: Trace): number =>
  spans.filter(({ attributes }) => attributes["db.query.summary"] !== undefined).length;

/** From the first beginning to the last end. */
export function extent({ spans }: Trace): { readonly startMs: number; readonly durationMs: number } {
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const endMs = Math.max(...spans.map((span) => span.startMs + span.durationMs));
  return { startMs, durationMs: endMs - startMs };
}

/** Each span with those that it is made of behind it, in the order in which they began. */
export function waterfall(trace: Trace): Bar[] {
  const { startMs, durationMs } = extent(trace);
  const whole = Math.max(durationMs, Number.MIN_VALUE);
  const bars = (spans: readonly Span[], depth: number): Bar[] =>
    byStart(spans).flatMap((span) => [
      {
        span,
        depth,
        left: ((span.startMs - startMs) / whole) * 100,
        width: (span.durationMs / whole) * 100,
      },
      ...bars(
        trace.spans.filter(({ parentId }) => parentId === span.id),
        depth + 1,
      ),
    ]);
  return bars(roots(trace), 0);
}

/** Those whose parent is none, elsewhere, or not over yet. */
function roots({ spans }: Trace): Span[] {
  const ids = new Set(spans.map(({ id }) => id));
  return spans.filter(({ parentId }) => parentId === null || !ids.has(parentId));
}

const byStart = (spans: readonly Span[]): Span[] =>
  [...spans].sort((one, other) => one.startMs - other.startMs);
