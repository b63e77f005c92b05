/**
 * What the schema is: all that types, nullability, cardinality and purity are decided by. Read from the server in one
 * round trip; a plain value from then on.
 */
import type { Node } from "libpg-query";
import { buildCatalog, type CatalogData } from "./catalog-data.ts";
import { catalogQuery } from "./catalog-query.ts";
import { loadParser } from "./parse.ts";
import type { Wire } from "./wire.ts";

export interface Catalog {
  /** Schemas in the order in which names are looked up, `pg_catalog` among them. */
  readonly searchPath: readonly string[];
  /** Tables and views of the project by oid; those of Postgres itself are not here. */
  readonly relations: ReadonlyMap<number, Relation>;
  /** By `schema.name`. */
  readonly relationsByName: ReadonlyMap<string, Relation>;
  readonly types: ReadonlyMap<number, SchemaType>;
  /** By `schema.name`. */
  readonly typesByName: ReadonlyMap<string, SchemaType>;
  /** From a type to that of arrays of it. */
  readonly arrays: ReadonlyMap<number, number>;
  /** By name alone: all functions that share it, whatever their schema and arguments. */
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  readonly operators: ReadonlyMap<string, OperatorFacts>;
  /** Casts of somebody's own, from what to what: such a function may give NULL. */
  readonly ownCasts: readonly (readonly [source: number, target: number])[];
  /** Some column compares texts that differ as equal. */
  readonly hasLooseCollations: boolean;
}

export type RelationKind = "table" | "partitioned" | "view" | "materialized" | "foreign" | "other";

export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly comment: string | undefined;
  /** In the order of `SELECT *`. */
  readonly columns: readonly RelationColumn[];
  readonly keys: readonly UniqueKey[];
  /** Other tables inherit from it: reading it reads them too, and its keys do not span them. */
  readonly hasHeirs: boolean;
  /** Not there on a replica. */
  readonly unlogged: boolean;
  /** Rewrite rules other than a view's own: what a statement does is anybody's guess. */
  readonly hasRules: boolean;
  /** Triggers that see a row before it is written, those of partitions and heirs included. */
  readonly triggers: readonly RowTrigger[];
  /** What a view selects. */
  readonly definition: Node | undefined;
}

export interface RelationColumn {
  readonly attribute: number;
  readonly name: string;
  /** Oid of its type. */
  readonly type: number;
  /** No row that is stored has NULL here. False for a constraint that was never validated. */
  readonly notNull: boolean;
  readonly comment: string | undefined;
  readonly hasDefault: boolean;
  /** Computed from other columns. */
  readonly generated: boolean;
  /** Two texts may be equal without being the same. */
  readonly looseCollation: boolean;
}

/** No two rows are equal in all of `columns`, at any moment: deferred constraints are left out. */
export interface UniqueKey {
  readonly columns: readonly string[];
  /** Two NULLs count as equal. */
  readonly nullsEqual: boolean;
  /** Holds only among rows for which all of these are true. */
  readonly predicate: readonly Node[];
}

export interface RowTrigger {
  readonly events: ReadonlySet<"INSERT" | "UPDATE" | "DELETE">;
  /** May answer NULL, which skips the row. */
  readonly skips: boolean;
  /** Columns that it may give another value. */
  readonly changes: "any" | ReadonlySet<string>;
}

export interface SchemaType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: "base" | "domain" | "enum" | "composite" | "range" | "multirange" | "pseudo";
  /** `pg_type.typcategory`: N numbers, S strings, D dates and times, G geometry … */
  readonly category: string;
  /** For an array: the type of its elements. 0 for all others. */
  readonly element: number;
  /** For a domain: what it is over. 0 for all others. */
  readonly base: number;
  /** For a domain: declared NOT NULL. */
  readonly notNull: boolean;
  /** For an enum, in order. */
  readonly labels: readonly string[];
  /** Which extension brought it. */
  readonly extension: string | undefined;
  readonly comment: string | undefined;
}

export interface FunctionFacts {
  /** All of that name are Postgres' own or an extension's whose functions are known here. */
  readonly known: boolean;
  /** Any of them. */
  readonly volatile: boolean;
  /** All of them: NULL in, NULL out. */
  readonly strict: boolean;
  /** Any of them. */
  readonly returnsSet: boolean;
  /** All of them that can be called without OVER. */
  readonly aggregate: boolean;
  /** The type that all of them return; `PLAIN` if they differ but are all numbers, strings, dates or booleans; else 0. */
  readonly result: number;
}

export interface OperatorFacts {
  /** All of that name are Postgres' own or an extension's. */
  readonly known: boolean;
  readonly strict: boolean;
  readonly volatile: boolean;
}

/** In place of a type's oid: one of several plain types, none of them jsonb, a range, an array or geometric. */
export const PLAIN = -1;

/** Throws what `Wire.json` throws. */
export async function readCatalog(wire: Wire): Promise<Catalog> {
  const [data] = await Promise.all([wire.json<CatalogData>(catalogQuery), loadParser()]);
  return buildCatalog(data);
}

/** A table or view by its name as a statement writes it. */
export function findRelation(
  catalog: Catalog,
  schema: string | undefined,
  name: string,
): Relation | undefined {
  return findNamed(catalog.relationsByName, catalog.searchPath, schema, name);
}

export function findType(catalog: Catalog, schema: string | undefined, name: string): SchemaType | undefined {
  return findNamed(catalog.typesByName, catalog.searchPath, schema, name);
}

/** The oid under all domains. */
export function baseType(catalog: Catalog, oid: number): number {
  const base = catalog.types.get(oid)?.base ?? 0;
  return base === 0 ? oid : baseType(catalog, base);
}

function findNamed<T>(
  all: ReadonlyMap<string, T>,
  path: readonly string[],
  schema: string | undefined,
  name: string,
) {
  if (schema !== undefined) return all.get(`${schema}.${name}`);
  for (const candidate of path) {
    const found = all.get(`${candidate}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
