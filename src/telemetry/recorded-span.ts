/**
 * A span as OpenTelemetry's API has it, in one object. The SDK's own makes a dozen, with three arrays for its times, and
 * checks every attribute that it is given: with two queries a request that was a tenth of all that a request costs.
 */
import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";

/** Who makes it, and who takes it when it is over. */
export interface Recorder {
  readonly resource: Resource;
  readonly scope: { readonly name: string };
  ended(span: RecordedSpan): void;
}

/** Where spans go when they are over; OpenTelemetry's own processors fit too. */
export interface SpanSink {
  onEnd(span: RecordedSpan): void;
  /** Resolves once everything that ended before is sent or given up. */
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface Beginning {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly attributes: Attributes | undefined;
  readonly links: readonly Link[] | undefined;
  /** Epoch milliseconds, with a fraction, less what `performance.now()` gives. */
  readonly epochOffset: number;
}

interface TimedEvent {
  readonly name: string;
  readonly attributes: Attributes;
  readonly time: HrTime;
}

const NONE: never[] = [];
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/** Reads like the SDK's `ReadableSpan`: whatever takes those takes these. */
export class RecordedSpan implements Span {
  name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly attributes: Attributes;
  status: SpanStatus = UNSET;
  events: TimedEvent[] = NONE;
  links: Link[] = NONE;
  ended = false;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  /** Epoch milliseconds, with a fraction. */
  readonly startMs: number;
  endMs = 0;
  readonly #context: SpanContext;
  readonly #recorder: Recorder;
  readonly #epochOffset: number;

  constructor(recorder: Recorder, beginning: Beginning) {
    this.name = beginning.name;
    this.kind = beginning.kind;
    this.attributes = { ...beginning.attributes };
    if (beginning.parent !== undefined) this.parentSpanContext = beginning.parent;
    if (beginning.links !== undefined) this.links = [...beginning.links];
    this.#context = beginning.context;
    this.#recorder = recorder;
    this.#epochOffset = beginning.epochOffset;
    this.startMs = this.#now();
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue | undefined): this {
    if (!this.ended && value !== undefined) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) this.setAttribute(key, attributes[key] ?? undefined);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    const hasAttributes = attributesOrTime !== undefined && !isTime(attributesOrTime);
    const attributes = hasAttributes ? attributesOrTime : {};
    const at = time ?? (hasAttributes ? undefined : (attributesOrTime as TimeInput | undefined));
    if (this.ended) return this;
    this.events = [...this.events, { name, attributes, time: hrTime(this.#epochMs(at)) }];
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    if (!this.ended) this.links = [...this.links, ...links];
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (!this.ended) this.status = status;
    return this;
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name;
    return this;
  }

  /** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
  recordException(exception: Exception, time?: TimeInput): void {
    const { name, message, stack } = typeof exception === "string" ? { message: exception } : exception;
    const attributes: Attributes = {
      ...(name !== undefined && { "exception.type": name }),
      ...(message !== undefined && { "exception.message": message }),
      ...(stack !== undefined && { "exception.stacktrace": stack }),
    };
    this.addEvent("exception", attributes, time);
  }

  end(time?: TimeInput): void {
    if (this.ended) return;
    this.endMs = this.#epochMs(time);
    this.ended = true;
    this.#recorder.ended(this);
  }

  get startTime(): HrTime {
    return hrTime(this.startMs);
  }

  get endTime(): HrTime {
    return hrTime(this.endMs);
  }

  get duration(): HrTime {
    return hrTime(Math.max(0, this.endMs - this.startMs));
  }

  get resource(): Resource {
    return this.#recorder.resource;
  }

  get instrumentationScope(): { readonly name: string } {
    return this.#recorder.scope;
  }

  #now(): number {
    return performance.now() + this.#epochOffset;
  }

  #epochMs(time: TimeInput | undefined): number {
    if (time === undefined) return this.#now();
    if (time instanceof Date) return time.getTime();
    return Array.isArray(time) ? time[0] * 1000 + time[1] / 1e6 : time;
  }
}

const isTime = (value: Attributes | TimeInput): value is TimeInput =>
  typeof value === "number" || value instanceof Date || Array.isArray(value);

function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.floor((milliseconds - seconds * 1000) * 1e6)];
}
