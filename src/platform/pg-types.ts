/**
 * How pg reads values from Postgres' text form: to what bun:sql returns, for what codec.ts goes on with. What is not listed
 * stays text. The numbers are those of pg_type, which never change.
 */
import { Buffer } from "node:buffer";
import pg from "pg";
import { type Decoder, decode } from "../database/codec.ts";

const TIMESTAMPTZ = 1184;

const asNumber: Decoder = (text) => Number(text);
const asJson: Decoder = (text) => JSON.parse(String(text));
/** A Uint8Array and no Buffer, which would be something else in JSON. */
const asBytes: Decoder = (text) => new Uint8Array(Buffer.from(String(text).slice(2), "hex"));
/** Knows years before Christ and far ones, which `new Date` does not. */
const asInstant = pg.types.getTypeParser(TIMESTAMPTZ, "text") as Decoder;
/** Without a time zone it is UTC: pg would take it for local time. */
const asUtc: Decoder = (text) => asInstant(String(text).replace(/(?<=\d)( BC)?$/, "+00$1"));

/** The one type whose elements are separated by semicolons, and not quoted although they hold commas. */
const asBoxes: Decoder = (text) =>
  asTexts(
    String(text)
      .replaceAll(/\([^;}]*/g, '"$&"')
      .replaceAll(";", ","),
  );
const asTexts = decode.array();

const elements: ReadonlyMap<number, Decoder> = new Map([
  [16, (text) => text === "t"], // bool
  [21, asNumber], // int2
  [23, asNumber], // int4
  [26, asNumber], // oid
  [28, asNumber], // xid
  [29, asNumber], // cid
  [700, asNumber], // float4
  [701, asNumber], // float8
  [17, asBytes], // bytea
  [114, asJson], // json
  [3802, asJson], // jsonb
  [1114, asUtc], // timestamp
  [TIMESTAMPTZ, asInstant],
]);

/** Array type → element type. */
const arrays: readonly (readonly [array: number, element: number])[] = [
  [1000, 16],
  [1005, 21],
  [1007, 23],
  [1028, 26],
  [1011, 28],
  [1012, 29],
  [1021, 700],
  [1022, 701],
  [1001, 17],
  [199, 114],
  [3807, 3802],
  [1115, 1114],
  [1185, TIMESTAMPTZ],
];

const parsers = new Map(elements).set(1020, asBoxes);
for (const [array, element] of arrays) parsers.set(array, decode.array(elements.get(element)));

const asText: Decoder = (text) => text;

export const pgTypes: pg.CustomTypesConfig = { getTypeParser: (oid: number) => parsers.get(oid) ?? asText };
