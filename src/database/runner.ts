/**
 * Everything that stands round one query: its span, its event, its errors as DbError, its values decoded, its rows
 * counted. The error is made here, in an async function that the caller awaits, so that its stack names the caller.
 */
import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { ATTR_DB_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";
import type { QueryEvent } from "./db.ts";
import type { Driver, Rows } from "./driver.ts";
import { DbError } from "./errors.ts";
import { Refusal } from "./pool/refusal.ts";
import type { Profile, Profiles } from "./profile.ts";
import type { Shape } from "./queries.ts";
import type { Query, Statement } from "./query.ts";
import { databaseError } from "./sqlstate.ts";

/** Where statements go: a pool, or the connection of a transaction. */
export interface Sender {
  readonly profiles: Profiles;
  send(statement: Statement, profile: Profile): Promise<Rows>;
}

export interface RunnerOptions {
  readonly driver: Driver;
  readonly observe: ((event: QueryEvent) => void) | undefined;
}

export class Runner {
  readonly #driver: Driver;
  readonly #observe: ((event: QueryEvent) => void) | undefined;
  #lazyTracer: Tracer | undefined;

  constructor({ driver, observe }: RunnerOptions) {
    this.#driver = driver;
    this.#observe = observe;
  }

  /** Taken at the first query, when whoever registers a provider has done so. */
  get tracer(): Tracer {
    this.#lazyTracer ??= trace.getTracer("scaffold.database");
    return this.#lazyTracer;
  }

  async run<P, R, T>(query: Query<P, R>, params: P, shape: Shape<T>, sender: Sender): Promise<T> {
    const startedAt = performance.now();
    const profile = sender.profiles.of(query);
    const span = this.tracer.startSpan(query.title, CLIENT);
    // Not with the start, where they would be copied twice, recorded or not.
    if (span.isRecording()) span.setAttributes(profile.attributes);
    try {
      const rows = await sender.send(statementOf(query, params), profile);
      decodeRows(rows, profile);
      const result = shape(rows, query.title);
      if (span.isRecording()) span.setAttribute("db.response.returned_rows", rows.length);
      this.#tell(query, startedAt, rows.length === 0 ? rows.count : rows.length);
      return result;
    } catch (cause) {
      const error = this.toError(query.title, cause);
      fail(span, error);
      this.#tell(query, startedAt, 0, error);
      throw error;
    } finally {
      span.end();
    }
  }

  toError(title: string, cause: unknown): Error {
    if (cause instanceof DbError) return cause;
    if (cause instanceof Refusal) {
      const { kind, message } = cause;
      return new DbError(message, { kind, title, retryable: kind === "unavailable" || kind === "timeout" });
    }
    const fault = this.#driver.fault(cause);
    return databaseError(title, fault, cause);
  }

  #tell<P, R>({ title, file, verb }: Query<P, R>, startedAt: number, rows: number, error?: Error): void {
    if (this.#observe === undefined) return;
    const durationMs = performance.now() - startedAt;
    this.#observe(
      error === undefined
        ? { title, file, verb, durationMs, rows }
        : { title, file, verb, durationMs, rows, error },
    );
  }
}

const CLIENT = { kind: SpanKind.CLIENT };

const statementOf = <P, R>(query: Query<P, R>, params: P): Statement =>
  query.expand === undefined ? { text: query.text, values: query.bind(params) } : query.expand(params);

function decodeRows(rows: Rows, { decoders }: Profile): void {
  if (decoders.length === 0) return;
  for (const row of rows) {
    for (const [column, decode] of decoders) {
      if (row[column] !== null) row[column] = decode(row[column]);
    }
  }
}

/** The message, never `detail`: that is the whole row. */
function fail(span: Span, error: Error): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.setAttributes(errorAttributes(error));
}

function errorAttributes(error: Error): Attributes {
  if (!(error instanceof DbError) || error.sqlstate === undefined) return { [ATTR_ERROR_TYPE]: error.name };
  return { [ATTR_ERROR_TYPE]: error.sqlstate, [ATTR_DB_RESPONSE_STATUS_CODE]: error.sqlstate };
}
