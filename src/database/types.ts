/**
 * Which TypeScript type a Postgres type has in a generated repository, and which codec brings it there. Only the
 * generator reads this table; at run time the chosen codecs are already in the generated code.
 *
 * What a value looks like is decided by the driver and codec.ts; types.test.ts reads, binds and reads again every row.
 */

export interface SqlType {
  /** The TypeScript type of a non-null value in a row. */
  readonly row: string;
  /** The TypeScript type of a non-null parameter; a row's value can always be passed back. */
  readonly param: string;
  /** A function from parameter to bound value, null included: `encode.number`. Absent: the value goes as it is. */
  readonly encode?: string;
  /** The same for a parameter that may be left out, where it differs: `encode.nullableJson`. */
  readonly encodeOptional?: string;
  /** A `Decoder` for `Query.decode`. Absent: the driver's value is the row's value. */
  readonly decode?: string;
  /** A `Decoder` from Postgres' text form: how it arrives as element of an array of domains. Absent: text stays. */
  readonly parse?: string;
}

const text: SqlType = { row: "string", param: "string" };
const number: SqlType = { row: "number", param: "number", encode: "encode.number", parse: "decode.number" };
const bigNumber: SqlType = { row: "string", param: "string | number | bigint", encode: "encode.number" };
const json: SqlType = {
  row: "Json",
  param: "Json",
  encode: "encode.json",
  encodeOptional: "encode.nullableJson",
  parse: "decode.jsonText",
};
const timestamp: SqlType = {
  row: "Date",
  param: "Date | string",
  encode: "encode.timestamp",
  decode: "decode.timestamp",
  parse: "decode.timestamp",
};

/** By `pg_type.typname`. A base type that is not listed is text both ways: see `textType`. */
const sqlTypes: Readonly<Record<string, SqlType>> = {
  bool: { row: "boolean", param: "boolean", parse: "decode.boolean" },
  int2: number,
  int4: number,
  float4: { ...number, decode: "decode.float4", parse: "decode.float4" },
  float8: number,
  oid: number,
  xid: number,
  cid: number,
  int8: bigNumber,
  xid8: bigNumber,
  numeric: bigNumber,
  date: { row: "string", param: "string", decode: "decode.date" },
  timestamp,
  timestamptz: timestamp,
  bytea: { row: "Uint8Array", param: "Uint8Array", parse: "decode.bytes" },
  json,
  jsonb: json,
};

/**
 * text, varchar, citext, uuid, enums without labels known, money, inet, time, interval, bit, point and the other
 * geometric types, xml, tsvector, composites, ranges, multiranges, hstore, ltree: as Postgres writes them.
 */
export const textType: SqlType = text;

/** A void function's result: the driver gives an empty string. */
export const sqlType = (typname: string): SqlType => sqlTypes[typname] ?? textType;

/** An enum is the union of its labels; `name` is what the generator calls that union. */
export const enumType = (name: string): SqlType => ({ row: name, param: name });

export interface ArrayOptions {
  /** False for arrays of enums, domains, composites and extension types: elements arrive as text. */
  readonly builtin: boolean;
  /** False where no element can be NULL; Postgres itself never promises that. */
  readonly nullableElements: boolean;
}

/**
 * An array of `element`, whose `typname` is needed as json and box are written differently from all others.
 * A domain is its base type, an array of domains the array of its base type with `builtin: false`.
 */
export function arrayType(typname: string, element: SqlType, options: ArrayOptions): SqlType {
  const or = options.nullableElements ? " | null" : "";
  const decoder = options.builtin ? element.decode : element.parse;
  return {
    row: listOf(`${element.row}${or}`),
    param: `readonly ${listOf(`${element.param}${or}`)}`,
    encode: arrayEncoder(typname),
    decode: `decode.array(${decoder ?? ""})`,
  };
}

const listOf = (item: string): string => (item.includes("|") ? `(${item})[]` : `${item}[]`);

function arrayEncoder(typname: string): string {
  if (typname === "json" || typname === "jsonb") return "encode.jsonArray";
  return typname === "box" ? "encode.boxArray" : "encode.array";
}
