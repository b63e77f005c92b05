/**
 * Spans as OTLP/JSON, of which as little as possible is made while requests run. OpenTelemetry's own exporter keeps the
 * spans, dozens of objects for each request, until a batch of them is serialized, which was measured to cost requests more.
 * The test beside this file compares what both say.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import {
  type Attributes,
  type AttributeValue,
  type HrTime,
  type SpanStatus,
  SpanStatusCode,
} from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { ByteWriter } from "./byte-writer.ts";
import { redactText } from "./redact.ts";

/** The body of a request to /v1/traces. */
export class OtlpBatch {
  readonly #resource: Attributes;
  /** By the library that made them. */
  readonly #scopes = new Map<string, EndedSpans>();
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
      spans = new EndedSpans();
      this.#scopes.set(name, spans);
    }
    spans.add(span);
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
      `{"resourceSpans":[{"resource":{"attributes":[${attributesJson(this.#resource)}]},"scopeSpans":[`,
    );
    let separator = "";
    for (const [name, spans] of this.#scopes) {
      if (spans.count === 0) continue;
      body.text(`${separator}{"scope":{"name":${JSON.stringify(name)}},"spans":[`);
      spans.writeTo(body);
      body.text("]}");
      separator = ",";
    }
    body.text("]}]}");
    return body.written();
  }
}

/**
 * Spans of one library until they are sent. Apart from ids and times they say the same again and again, so each waits as
 * 200 bytes and a string that it shares with others: less memory while the collector is away.
 */
class EndedSpans {
  readonly #heads = new ByteWriter();
  readonly #ends: number[] = [];
  readonly #descriptions: string[] = [];

  get count(): number {
    return this.#ends.length;
  }

  add(span: ReadableSpan): void {
    writeHead(this.#heads, span);
    this.#ends.push(this.#heads.length);
    this.#descriptions.push(descriptionJson(span));
  }

  writeTo(out: ByteWriter): void {
    const heads = this.#heads.written();
    let start = 0;
    for (const [index, end] of this.#ends.entries()) {
      out.ascii(index === 0 ? "{" : ",{");
      out.bytes(heads.subarray(start, end));
      out.text(this.#descriptions[index] ?? "");
      start = end;
    }
  }

  clear(): void {
    this.#heads.clear();
    this.#ends.length = 0;
    this.#descriptions.length = 0;
  }
}

function writeHead(out: ByteWriter, span: ReadableSpan): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const parent = span.parentSpanContext;
  out.ascii('"traceId":"');
  out.ascii(traceId);
  out.ascii('","spanId":"');
  out.ascii(spanId);
  if (parent !== undefined) {
    out.ascii('","parentSpanId":"');
    out.ascii(parent.spanId);
  }
  out.ascii('","startTimeUnixNano":"');
  writeNanoseconds(out, span.startTime);
  out.ascii('","endTimeUnixNano":"');
  writeNanoseconds(out, span.endTime);
  out.ascii(`","flags":${flags(traceFlags, parent?.isRemote)},"kind":${span.kind + 1},`);
}

/** What follows the head. */
function descriptionJson(span: ReadableSpan): string {
  const { name, status, events, links, attributes } = span;
  const { traceState } = span.spanContext();
  let rare = "";
  if (status.code !== SpanStatusCode.UNSET) rare += `"status":${statusJson(status)},`;
  if (traceState !== undefined) rare += `"traceState":${JSON.stringify(traceState.serialize())},`;
  if (events.length > 0) rare += `"events":[${events.map(eventJson).join()}],`;
  if (links.length > 0) rare += `"links":[${links.map(linkJson).join()}],`;
  return rare + descriptionOf(name).json(attributes);
}

/** What errors say may hold anything, here and in events. */
const statusJson = ({ code, message }: SpanStatus): string =>
  message === undefined
    ? `{"code":${code}}`
    : `{"code":${code},"message":${JSON.stringify(redactText(message))}}`;

/** Its texts are redacted one by one: a time has as many digits as the number of a card. */
const eventJson = ({ name, time, attributes = {} }: ReadableSpan["events"][number]): string =>
  `{"timeUnixNano":"${nanoseconds(time)}","name":${JSON.stringify(redactText(name))},"attributes":[${attributesJson(attributes, redactText)}]}`;

function linkJson({ context, attributes = {} }: ReadableSpan["links"][number]): string {
  const { traceId, spanId, traceFlags, isRemote } = context;
  const ids = `"traceId":"${traceId}","spanId":"${spanId}","flags":${flags(traceFlags, isRemote)}`;
  return `{${ids},"attributes":[${attributesJson(attributes)}]}`;
}

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** The W3C flags in the lowest byte, above them whether the parent is in another process, and that this is known. */
const flags = (traceFlags: number, isRemote = false): number =>
  (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);

/** As text: JSON's numbers end at 2^53. */
const nanoseconds = ([seconds, rest]: HrTime): string => `${seconds}${String(rest).padStart(9, "0")}`;

/** The same without making strings: every span has two of them. */
function writeNanoseconds(out: ByteWriter, [seconds, rest]: HrTime): void {
  out.digits(seconds, 10);
  out.digits(rest, 9);
}

const attributesJson = (attributes: Attributes, told = asItIs): string =>
  Object.entries(attributes)
    .map(([key, value]) => attributeJson(key, value, told))
    .join();

const asItIs = (text: string): string => text;

/**
 * What a span says beside ids and times. Most of that is the same from call to call, and the text of a query is long: so
 * the last of each name is kept, and only what has changed is written anew.
 */
class Description {
  readonly #name: string;
  readonly #keys: string[] = [];
  readonly #values: (AttributeValue | undefined)[] = [];
  readonly #attributes: string[] = [];
  #json: string | undefined;

  constructor(name: string) {
    this.#name = JSON.stringify(name);
  }

  json(attributes: Attributes): string {
    let count = 0;
    for (const key in attributes) this.#tell(count++, key, attributes[key]);
    if (count < this.#attributes.length) {
      this.#attributes.length = count;
      this.#json = undefined;
    }
    this.#json ??= `"name":${this.#name},"attributes":[${this.#attributes.join()}]}`;
    return this.#json;
  }

  #tell(index: number, key: string, value: AttributeValue | undefined): void {
    if (index < this.#attributes.length && this.#keys[index] === key && this.#values[index] === value) return;
    this.#keys[index] = key;
    this.#values[index] = value;
    this.#attributes[index] = attributeJson(key, value);
    this.#json = undefined;
  }
}

const NAMES_KEPT = 1000;

const descriptions = new Map<string, Description>();

function descriptionOf(name: string): Description {
  let description = descriptions.get(name);
  if (description === undefined) {
    description = new Description(name);
    if (descriptions.size < NAMES_KEPT) descriptions.set(name, description);
  }
  return description;
}

const attributeJson = (key: string, value: AttributeValue | undefined, told = asItIs): string =>
  `{"key":${JSON.stringify(key)},"value":${valueJson(value, told)}}`;

function valueJson(value: AttributeValue | null | undefined, told: (text: string) => string): string {
  if (typeof value === "string") return `{"stringValue":${JSON.stringify(told(value))}}`;
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  if (typeof value === "number")
    return `{"${Number.isInteger(value) ? "intValue" : "doubleValue"}":${value}}`;
  if (!Array.isArray(value)) return "{}";
  return `{"arrayValue":{"values":[${value.map((item) => valueJson(item, told)).join()}]}}`;
}
