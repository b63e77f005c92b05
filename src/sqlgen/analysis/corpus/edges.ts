/** Values at the edges of each type, as SQL: empty, zero, infinite, JSON's null, arrays that hold NULL. */

const cast = (type: string, values: readonly string[]): readonly string[] =>
  values.map((value) => `'${value.replaceAll("'", "''")}'::${type}`);

const TEXTS = ["", "a", "Ab, c", "%s", "{}", "1"];
const NUMBERS = ["0", "1", "-1.5", "NaN", "Infinity", "-Infinity"];
const INTEGERS = ["0", "1", "-1", "7"];
const DAYS = ["2026-01-31", "infinity", "-infinity"];
const JSONS = ["null", "{}", "[]", "1", '{"a": null}', "[null]"];

const BASE: Readonly<Record<string, readonly string[]>> = {
  text: TEXTS,
  "character varying": TEXTS,
  character: ["a", ""],
  '"char"': ["a"],
  name: ["a", ""],
  citext: TEXTS,
  smallint: INTEGERS,
  integer: [...INTEGERS, "100000"],
  bigint: [...INTEGERS, "9223372036854775807"],
  numeric: NUMBERS,
  real: NUMBERS,
  "double precision": NUMBERS,
  money: ["0", "-1"],
  boolean: ["t", "f"],
  oid: ["0", "1"],
  regclass: ["pg_class"],
  regconfig: ["simple"],
  regdictionary: ["unaccent"],
  date: DAYS,
  "timestamp without time zone": DAYS,
  "timestamp with time zone": DAYS,
  "time without time zone": ["00:00", "24:00"],
  "time with time zone": ["00:00+00", "24:00-15"],
  interval: ["0", "1 day", "-1 month", "infinity", "-infinity"],
  uuid: ["00000000-0000-0000-0000-000000000000"],
  bytea: ["", "x"],
  bit: ["1", ""],
  "bit varying": ["101", ""],
  json: JSONS,
  jsonb: JSONS,
  tsvector: ["", "a:1 b:2"],
  tsquery: ["", "a & b"],
  inet: ["10.0.0.1", "::1", "10.0.0.0/8"],
  cidr: ["10.0.0.0/8", "::/0"],
  macaddr: ["08:00:2b:01:02:03"],
  macaddr8: ["08:00:2b:01:02:03:04:05"],
  pg_lsn: ["0/0"],
  point: ["(0,0)", "(NaN,0)"],
  line: ["{1,2,3}"],
  lseg: ["((0,0),(1,1))", "((5,0),(6,0))"],
  box: ["((0,0),(1,1))", "((5,5),(6,6))"],
  path: ["((0,0),(1,1))", "[(0,0),(1,1)]"],
  polygon: ["((0,0),(1,1))", "((5,5),(6,6))"],
  circle: ["<(0,0),0>", "<(5,5),1>"],
  int4range: ["empty", "[1,2)", "(,)"],
  int4multirange: ["{}", "{[1,2)}", "{(,)}"],
  "text[]": ["{}", "{a,NULL}", "{a,b}"],
  "integer[]": ["{}", "{1,NULL}", "{{1},{2}}"],
  jsonpath: ["$.a"],
  oidvector: ["1 2"],
};

/** What stands for a type that means any. */
export const PSEUDO_TYPES: Readonly<Record<string, string>> = {
  '"any"': "integer",
  anyelement: "integer",
  anycompatible: "integer",
  anynonarray: "integer",
  anycompatiblenonarray: "integer",
  anyarray: "integer[]",
  anycompatiblearray: "integer[]",
  anyrange: "int4range",
  anycompatiblerange: "int4range",
  anymultirange: "int4multirange",
  anycompatiblemultirange: "int4multirange",
};

const known = Object.fromEntries(Object.entries(BASE).map(([type, values]) => [type, cast(type, values)]));

/** By the name that Postgres writes. */
export const EDGES: Readonly<Record<string, readonly string[]>> = {
  ...known,
  ...Object.fromEntries(Object.entries(PSEUDO_TYPES).map(([type, stand]) => [type, known[stand] ?? []])),
  // A row that is one value: ROW(…) itself is compared part by part.
  record: ["(SELECT r FROM (SELECT 1, NULL) AS r)", "(SELECT r FROM (SELECT 1, 'x') AS r)"],
  anyenum: [],
};
