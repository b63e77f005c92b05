/**
 * Spans as OTLP/JSON, each becoming text as soon as it has ended. OpenTelemetry's own exporter keeps the spans, dozens of
 * objects for each request, until a batch of them is serialized: that costs the garbage collector more than text does
 * to make. The test beside this file compares what both say.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { Attributes, AttributeValue, HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { ATTR_DB_QUERY_TEXT } from "@opentelemetry/semantic-conventions";

/** The body of a request to /v1/traces: by the library that made them, spans as `spanJson` writes them. */
export function requestJson(resource: Attributes, spans: ReadonlyMap<string, readonly string[]>): string {
  const scopes = [...spans].map(
    ([name, group]) => `{"scope":{"name":${JSON.stringify(name)}},"spans":[${group.join()}]}`,
  );
  const head = `{"resource":{"attributes":${attributesJson(resource)}}`;
  return `{"resourceSpans":[${head},"scopeSpans":[${scopes.join()}]}]}`;
}

export function spanJson(span: ReadableSpan): string {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  let json = `{"traceId":"${traceId}","spanId":"${spanId}","flags":${flags(traceFlags, parent?.isRemote)}`;
  if (parent !== undefined) json += `,"parentSpanId":"${parent.spanId}"`;
  if (traceState !== undefined) json += `,"traceState":${JSON.stringify(traceState.serialize())}`;
  json += `,"name":${JSON.stringify(span.name)},"kind":${span.kind + 1}`;
  json += `,"startTimeUnixNano":"${nanoseconds(span.startTime)}","endTimeUnixNano":"${nanoseconds(span.endTime)}"`;
  json += `,"attributes":${attributesJson(span.attributes)},"status":${statusJson(span)}`;
  if (span.events.length > 0) json += `,"events":[${span.events.map(eventJson).join()}]`;
  if (span.links.length > 0) json += `,"links":[${span.links.map(linkJson).join()}]`;
  return `${json}}`;
}

const statusJson = ({ status: { code, message } }: ReadableSpan): string =>
  message === undefined ? `{"code":${code}}` : `{"code":${code},"message":${JSON.stringify(message)}}`;

const eventJson = ({ name, time, attributes = {} }: ReadableSpan["events"][number]): string =>
  `{"timeUnixNano":"${nanoseconds(time)}","name":${JSON.stringify(name)},"attributes":${attributesJson(attributes)}}`;

function linkJson({ context, attributes = {} }: ReadableSpan["links"][number]): string {
  const { traceId, spanId, traceFlags, isRemote } = context;
  const ids = `"traceId":"${traceId}","spanId":"${spanId}","flags":${flags(traceFlags, isRemote)}`;
  return `{${ids},"attributes":${attributesJson(attributes)}}`;
}

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** The W3C flags in the lowest byte, above them whether the parent is in another process, and that this is known. */
const flags = (traceFlags: number, isRemote = false): number =>
  (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);

/** As text: JSON's numbers end at 2^53. */
const nanoseconds = ([seconds, rest]: HrTime): string => `${seconds}${String(rest).padStart(9, "0")}`;

function attributesJson(attributes: Attributes): string {
  let json = "";
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const isQueryText = key === ATTR_DB_QUERY_TEXT && typeof value === "string";
    json += `${json === "" ? "" : ","}${keyJson(key)}${isQueryText ? textJson(value) : valueJson(value)}}`;
  }
  return `[${json}]`;
}

const KEPT = 1000;

/** There are few of these, and they are written again and again. */
function remembered(write: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const json = known.get(text) ?? write(text);
    if (known.size < KEPT) known.set(text, json);
    return json;
  };
}

const keyJson = remembered((key) => `{"key":${JSON.stringify(key)},"value":`);

/** Queries are long, and their texts hold no values. */
const textJson = remembered((text) => `{"stringValue":${JSON.stringify(text)}}`);

function valueJson(value: AttributeValue | null | undefined): string {
  if (typeof value === "string") return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  if (typeof value === "number")
    return `{"${Number.isInteger(value) ? "intValue" : "doubleValue"}":${value}}`;
  if (!Array.isArray(value)) return "{}";
  return `{"arrayValue":{"values":[${value.map((item) => valueJson(item)).join()}]}}`;
}
