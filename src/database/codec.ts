/**
 * How values cross the wire: the encoders and decoders that generated repositories name. The tests beside it and in
 * types.test.ts prove that what is read can be bound again and reads back equal, for every type.
 *
 * Out: text wherever JavaScript's type would otherwise decide the SQL type (a number for a numeric column would go
 * through float8, 5.5 for an integer would be rounded), so that Postgres alone decides. Null and undefined are NULL.
 * In: what bun:sql returns, brought to one shape that does not depend on prepared or not, and on the driver.
 *
 * - `date` is a string ("2024-02-29"): a calendar day is no instant, and a Date would be the day before in half of
 *   the world's time zones. "infinity" and years before Christ ("0044-03-15 BC") are written as Postgres does.
 * - `timestamptz` and `timestamp` are Dates, to the millisecond; a timestamp without time zone is taken as UTC.
 *   Infinity is the last (first) instant that a Date can hold, so that comparisons stay true and it is a Date.
 * - JSON null and SQL NULL both read as null. `encode.json` (required parameter) writes null as JSON null,
 *   `encode.nullableJson` (optional parameter) as SQL NULL.
 */

/** Turns what the driver returned for a non-null column into what the generated type promises. */
export type Decoder = (value: unknown) => unknown;

/** Any JSON value, as a `json` or `jsonb` column holds it. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** An element of an array parameter; arrays in arrays are the further dimensions. */
type Element = string | number | bigint | boolean | Date | Uint8Array | null | undefined | readonly Element[];

type Nullable<T> = T | null | undefined;

export const encode = {
  /** Every numeric type: as text, exact, and 5.5 into an integer is the server's error 22P02 instead of a 6. */
  number: (value: Nullable<string | number | bigint>): string | null =>
    value == null ? null : String(value),

  /** timestamptz and timestamp. A string goes as it is ("now", "infinity", microseconds). */
  timestamp: (value: Nullable<string | Date>): string | null =>
    value instanceof Date ? timestampText(value) : (value ?? null),

  /** A json or jsonb parameter that is required: null is JSON null. */
  json: (value: Json | undefined): JsonParameter | null =>
    value === undefined ? null : new JsonParameter(value),

  /** A json or jsonb parameter that may be left out: null is SQL NULL. */
  nullableJson: (value: Json | undefined): JsonParameter | null =>
    value == null ? null : new JsonParameter(value),

  /** Arrays of every type but json, jsonb and box. A null element is NULL. */
  array: (values: Nullable<readonly Element[]>): string | null =>
    values == null ? null : arrayText(values, ",", elementText),

  /** json[] and jsonb[], one-dimensional. A null element is SQL NULL. */
  jsonArray: (values: Nullable<readonly Json[]>): string | null =>
    values == null
      ? null
      : `{${values.map((value) => (value === null ? "NULL" : quoted(JSON.stringify(value)))).join(",")}}`,

  /** box[]: the one type of Postgres whose elements are separated by semicolons. */
  boxArray: (values: Nullable<readonly Element[]>): string | null =>
    values == null ? null : arrayText(values, ";", elementText),
} as const;

export const decode = {
  /** float4: the same number whether it came as text (1.1) or binary (1.100000023841858). */
  float4: (value: unknown): unknown => Math.fround(Number(value)),

  date: (value: unknown): unknown => (value instanceof Date ? dateText(value) : infinityText(value)),

  timestamp: (value: unknown): unknown => (value instanceof Date ? value : timestampDate(String(value))),

  /** The elements of arrays of domains arrive as text, whatever the domain is over. */
  number: (value: unknown): unknown => Number(value),
  boolean: (value: unknown): unknown => value === true || value === "t",
  jsonText: (value: unknown): unknown => JSON.parse(String(value)),
  bytes: (value: unknown): unknown => (typeof value === "string" ? bytesOf(value) : value),

  /**
   * Arrays of every type: plain arrays (int4[] arrives as Int32Array), the text form parsed where the driver does not
   * know the type (enum[], citext[], domain[]), each element decoded.
   */
  array:
    (element?: Decoder): Decoder =>
    (value) => {
      const items = typeof value === "string" ? parseArray(value) : Array.from(value as Iterable<unknown>);
      return element === undefined ? items : mapElements(items, element);
    },
} as const;

/** A class and not an object literal: the shape stays one, and the driver meets `toJSON` and nothing else. */
class JsonParameter {
  readonly #value: Json;
  constructor(value: Json) {
    this.#value = value;
  }
  toJSON(): Json {
    return this.#value;
  }
}

const LAST_INSTANT = 8_640_000_000_000_000;

function timestampText(date: Date): string {
  const time = date.getTime();
  if (time === LAST_INSTANT) return "infinity";
  if (time === -LAST_INSTANT) return "-infinity";
  return postgresYear(date.toISOString());
}

const dateText = (date: Date): string => postgresYear(date.toISOString().slice(0, -"T00:00:00.000Z".length));

/** ISO 8601 writes far years as +020000 and 44 BC as -000043; Postgres as 20000 and 0044 … BC. */
function postgresYear(iso: string): string {
  const match = /^([+-])(\d{6})(.*)$/.exec(iso);
  if (match === null) return iso.startsWith("0000") ? `0001${iso.slice(4)} BC` : iso;
  const [, sign, digits, rest] = match;
  const year = Number(digits);
  return sign === "+" ? `${year}${rest}` : `${String(year + 1).padStart(4, "0")}${rest} BC`;
}

/** A driver gives an infinite date as a number or as its name; any other text is a date already. */
const infinityText = (value: unknown): string =>
  value === Number.POSITIVE_INFINITY
    ? "infinity"
    : value === Number.NEGATIVE_INFINITY
      ? "-infinity"
      : String(value);

function timestampDate(text: string): Date {
  const name = text.toLowerCase();
  if (name === "infinity") return new Date(LAST_INSTANT);
  if (name === "-infinity") return new Date(-LAST_INSTANT);
  return new Date(/[zZ]$|[+-]\d\d(:?\d\d)?$/.test(text) ? text : `${text}Z`);
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const hexOf = (bytes: Uint8Array): string =>
  `\\x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

function arrayText(values: readonly Element[], delimiter: string, text: (value: Element) => string): string {
  const items = values.map((value) => (isList(value) ? arrayText(value, delimiter, text) : text(value)));
  return `{${items.join(delimiter)}}`;
}

const isList = (value: Element): value is readonly Element[] => Array.isArray(value);

function elementText(value: Element): string {
  if (value == null) return "NULL";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Date) return quoted(timestampText(value));
  return value instanceof Uint8Array ? quoted(hexOf(value)) : String(value);
}

const quoted = (text: string): string => `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;

const mapElements = (items: readonly unknown[], element: Decoder): unknown[] =>
  items.map((item) =>
    Array.isArray(item) ? mapElements(item, element) : item === null ? null : element(item),
  );

const ARRAY_TOKEN = /[{}]|"(?:[^"\\]|\\.)*"|[^{},]+/gs;

/**
 * The text form of an array: `{a,"b, c",NULL,{…}}`, with bounds before it when they do not begin at 1.
 * https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO
 */
function parseArray(text: string): unknown[] {
  const root: unknown[] = [];
  const open = [root];
  for (const [token] of text.slice(text.indexOf("{")).matchAll(ARRAY_TOKEN)) {
    if (token === "}") open.pop();
    else if (token === "{") open.push(nestedIn(open.at(-1)));
    else open.at(-1)?.push(parseElement(token));
  }
  return root.flat();
}

function nestedIn(parent: unknown[] | undefined): unknown[] {
  const list: unknown[] = [];
  parent?.push(list);
  return list;
}

function parseElement(token: string): string | null {
  if (token.startsWith('"')) return token.slice(1, -1).replaceAll(/\\(.)/gs, "$1");
  return token === "NULL" ? null : token;
}
