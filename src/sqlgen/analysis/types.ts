/** Types of expressions, as far as nullability and equality hang on them; and casts that may turn a value into NULL. */
import type { TypeName } from "libpg-query";
import { baseType, type Catalog, findType, PLAIN } from "../catalog.ts";
import { wordsOf } from "./tree.ts";

/** What is known of an expression. */
export interface Value {
  readonly nullable: boolean;
  /** Oid of its type, or one of the constants below, or `PLAIN`. */
  readonly type: number;
}

/** In place of a type's oid: not known. */
export const UNKNOWN = 0;

/** Oids of pg_type.dat, the same on every server. */
export const BOOL = 16;
export const INT8 = 20;
export const INT4 = 23;
export const TEXT = 25;
export const JSONB = 3802;
export const NUMERIC = 1700;
export const VARCHAR = 1043;
/** A string or NULL without a type of its own yet: it takes that of what it meets. */
export const LITERAL = 705;
const INT2 = 21;
const FLOAT4 = 700;
const FLOAT8 = 701;
const TIME = 1083;
const TIMETZ = 1266;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;

export function typeOfName(catalog: Catalog, name: TypeName | undefined): number {
  if (name === undefined || name.setof === true || name.pct_type === true) return UNKNOWN;
  const [type = "", schema] = wordsOf(name.names).toReversed();
  const found = findType(catalog, schema, type)?.oid ?? UNKNOWN;
  return name.arrayBounds === undefined ? found : (catalog.arrays.get(found) ?? UNKNOWN);
}

const FROM_JSONB: ReadonlySet<number> = new Set([BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC]);

/**
 * True if the cast may turn a value into NULL: JSON's null as a number (Postgres 18), infinity as a time of day, and
 * whatever a function of somebody's own does.
 */
export function castMayLose(catalog: Catalog, from: number, to: number): boolean {
  const source = baseType(catalog, from);
  const target = baseType(catalog, to);
  if (target === UNKNOWN || isOwnCast(catalog, source, target)) return true;
  if (FROM_JSONB.has(target)) return source === JSONB || source === UNKNOWN;
  if (target === TIME || target === TIMETZ) return [TIMESTAMP, TIMESTAMPTZ, PLAIN, UNKNOWN].includes(source);
  return false;
}

/** True if a function of somebody's own may do the cast. A literal is read by the type itself. */
export function isOwnCast({ ownCasts }: Catalog, source: number, target: number): boolean {
  const isSource = (own: number): boolean => own === source || source === PLAIN || source === UNKNOWN;
  return ownCasts.some(([own, to]) => to === target && isSource(own));
}

const NUMBERS = [INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8];

/** Of `a + b` and the like; Postgres computes in the wider of two kinds of number. */
export function arithmeticType(catalog: Catalog, left: number, right: number): number {
  const a = NUMBERS.indexOf(baseType(catalog, left));
  const b = NUMBERS.indexOf(baseType(catalog, right));
  if (a < 0 || b < 0) return UNKNOWN;
  if (a >= 4 || b >= 4) return FLOAT8;
  return NUMBERS[Math.max(a, b)] ?? UNKNOWN;
}

/** The one type that several expressions share; literals follow the others. */
export function commonType(types: readonly number[]): number {
  const [first, ...others] = new Set(types.filter((type) => type !== LITERAL));
  if (first === undefined) return TEXT;
  return others.length === 0 ? first : UNKNOWN;
}

/** Strings and what turns into one; never a range. */
export function isString(catalog: Catalog, type: number): boolean {
  if (type === LITERAL || type === PLAIN) return true;
  return catalog.types.get(baseType(catalog, type))?.category === "S";
}

/** Operators on points, lines and paths may give NULL: two lines that do not cross, two closed paths. */
export const isGeometric = (catalog: Catalog, type: number): boolean =>
  catalog.types.get(baseType(catalog, type))?.category === "G";

/**
 * Types whose equality is one and the same, so that `a = b` and `b = c` mean `a = c`. A float is left out: comparing
 * an integer with it is not exact.
 */
export function equalityFamily(catalog: Catalog, type: number): number {
  const base = baseType(catalog, type);
  if ([INT2, INT4, INT8].includes(base)) return NUMERIC;
  return base === VARCHAR ? TEXT : base;
}
