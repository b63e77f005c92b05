/**
 * Spans as OTLP/JSON, each becoming bytes as soon as it has ended. OpenTelemetry's own exporter keeps the spans, dozens of
 * objects for each request, until a batch of them is serialized: that costs the garbage collector more than the bytes do
 * to make. The test beside this file compares what both say.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { Attributes, AttributeValue, HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { ByteWriter } from "./byte-writer.ts";
import { redactText } from "./redact.ts";

/** The body of a request to /v1/traces. */
export class OtlpBatch {
  readonly #resource: Attributes;
  /** By the library that made them. */
  readonly #scopes = new Map<string, ByteWriter>();
  readonly #body = new ByteWriter();
  #count = 0;

  constructor(resource: Attributes) {
    this.#resource = resource;
  }

  /** How many spans it holds. */
  get count(): number {
    return this.#count;
  }

  add(span: ReadableSpan): void {
    const { name } = span.instrumentationScope;
    let spans = this.#scopes.get(name);
    if (spans === undefined) {
      spans = new ByteWriter();
      this.#scopes.set(name, spans);
    }
    spans.text((spans.length === 0 ? "" : ",") + spanJson(span));
    this.#count += 1;
  }

  clear(): void {
    for (const spans of this.#scopes.values()) spans.clear();
    this.#count = 0;
  }

  /** Of what was added since `clear`; until the next call. */
  body(): Uint8Array<ArrayBuffer> {
    const body = this.#body;
    body.clear();
    body.text(
      `{"resourceSpans":[{"resource":{"attributes":${attributesJson(this.#resource)}},"scopeSpans":[`,
    );
    let separator = "";
    for (const [name, spans] of this.#scopes) {
      if (spans.length === 0) continue;
      body.text(`${separator}{"scope":{"name":${JSON.stringify(name)}},"spans":[`);
      body.bytes(spans.written());
      body.text("]}");
      separator = ",";
    }
    body.text("]}]}");
    return body.written();
  }
}

function spanJson(span: ReadableSpan): string {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  let json = `{"traceId":"${traceId}","spanId":"${spanId}","flags":${flags(traceFlags, parent?.isRemote)}`;
  if (parent !== undefined) json += `,"parentSpanId":"${parent.spanId}"`;
  if (traceState !== undefined) json += `,"traceState":${JSON.stringify(traceState.serialize())}`;
  json += `,"startTimeUnixNano":"${nanoseconds(span.startTime)}","endTimeUnixNano":"${nanoseconds(span.endTime)}"`;
  json += `,"status":${statusJson(span)}`;
  if (span.events.length > 0) json += `,"events":[${redactText(span.events.map(eventJson).join())}]`;
  if (span.links.length > 0) json += `,"links":[${span.links.map(linkJson).join()}]`;
  return json + descriptionJson(span);
}

/** What errors say may hold anything, here and in events. */
const statusJson = ({ status: { code, message } }: ReadableSpan): string =>
  message === undefined
    ? `{"code":${code}}`
    : `{"code":${code},"message":${redactText(JSON.stringify(message))}}`;

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
const nanoseconds = ([seconds, rest]: HrTime): string => `${seconds}${String(BILLION + rest).slice(1)}`;

/** Added to nanoseconds, it keeps their leading zeros. */
const BILLION = 1_000_000_000;

function attributesJson(attributes: Attributes): string {
  let json = "";
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    json += `${json === "" ? "" : ","}{"key":${JSON.stringify(key)},"value":${valueJson(value)}}`;
  }
  return `[${json}]`;
}

interface Description {
  readonly kind: number;
  readonly attributes: Attributes;
  readonly json: string;
}

const NAMES_KEPT = 1000;

/** The last of each name: what is said of a query is the same from call to call. */
const descriptions = new Map<string, Description>();

function descriptionJson({ name, kind, attributes }: ReadableSpan): string {
  const last = descriptions.get(name);
  if (last !== undefined && last.kind === kind && isSame(attributes, last.attributes)) return last.json;
  const json = `,"name":${JSON.stringify(name)},"kind":${kind + 1},"attributes":${attributesJson(attributes)}}`;
  if (last !== undefined || descriptions.size < NAMES_KEPT)
    descriptions.set(name, { kind, attributes, json });
  return json;
}

/** Both were filled in the same order, or are taken for different. */
function isSame(attributes: Attributes, others: Attributes): boolean {
  let count = 0;
  for (const key in attributes) {
    if (attributes[key] !== others[key]) return false;
    count++;
  }
  for (const _ in others) count--;
  return count === 0;
}

function valueJson(value: AttributeValue | null | undefined): string {
  if (typeof value === "string") return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  if (typeof value === "number")
    return `{"${Number.isInteger(value) ? "intValue" : "doubleValue"}":${value}}`;
  if (!Array.isArray(value)) return "{}";
  return `{"arrayValue":{"values":[${value.map((item) => valueJson(item)).join()}]}}`;
}
