/**
 * The log: pino with a destination of our own (its worker transports break in a compiled binary and off Node). Every
 * line carries the request, the trace and the span that it belongs to, and passes the redaction last.
 */
import { isSpanContextValid, trace } from "@opentelemetry/api";
import pino, { type Logger } from "pino";
import { errorChain } from "./causes.ts";
import { prettyLine } from "./pretty.ts";
import { redactText } from "./redact.ts";
import { currentRequest } from "./request-context.ts";

export type Log = Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

export interface LogOptions {
  readonly level: string;
  /** pretty: one readable line; json: one JSON object per line. */
  readonly format: "json" | "pretty";
  /** On every line, e.g. service, release and host; left out where a person reads. */
  readonly base: Readonly<Record<string, string>>;
  /** Takes a finished line, its end included. */
  readonly write: (line: string) => void;
}

export function createLog(options: LogOptions): Log {
  const { format, write } = options;
  return pino(
    {
      level: options.level,
      base: format === "pretty" ? null : options.base,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "message",
      serializers: { err: errorChain },
      mixin: placeFields,
    },
    { write: (line: string) => write(format === "pretty" ? prettyLine(redactText(line)) : redactText(line)) },
  );
}

function placeFields() {
  const request = currentRequest();
  if (request !== undefined)
    return { request_id: request.id, trace_id: request.traceId, span_id: request.spanId };
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return {};
  return { trace_id: span.traceId, span_id: span.spanId };
}
