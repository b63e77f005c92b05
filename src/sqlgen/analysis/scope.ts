/**
 * What a name in a statement refers to. A level is one SELECT (or UPDATE …); its scope holds the tables of FROM, and
 * its parent is the scope of the statement around it.
 */
import type { Node } from "libpg-query";
import type { Catalog, Relation, UniqueKey } from "../catalog.ts";
import { MANY, type Rows } from "./rows.ts";

/** What the whole statement has in common. */
export interface Context {
  readonly catalog: Catalog;
  /** In the order of `$1 …`. */
  readonly parameters: readonly ParameterFacts[];
  /** Analyses a subquery. Handed in, as expressions and queries contain each other. */
  readonly query: (query: Node, outer: Scope) => Output;
}

export interface ParameterFacts {
  readonly nullable: boolean;
  readonly type: number;
  /** Stands for any number of values: pgtyped's spread. */
  readonly list: boolean;
}

/** What a query gives. */
export interface Output {
  readonly columns: readonly OutputColumn[];
  /** There may be other columns than those, or others in their place. */
  readonly opaque: boolean;
  readonly rows: Rows;
  /** Sets of columns (by number) in which no two rows are equal. Asked for rarely, so computed when asked. */
  readonly keys: () => readonly OutputKey[];
}

export const NOTHING_KNOWN: Output = { columns: [], opaque: true, rows: MANY, keys: () => [] };

export interface OutputColumn {
  readonly name: string;
  /** Oid; 0: not known, `PLAIN`: one of several. */
  readonly type: number;
  readonly nullable: boolean;
}

export interface OutputKey {
  readonly columns: readonly number[];
  readonly nullsEqual: boolean;
}

/** One table, view, subquery or function that rows come from. */
export interface RowSource {
  readonly level: Level;
  readonly columns: readonly Column[];
  /** Outer joins that may put NULLs in place of its row; joins further out are added as they are met. */
  readonly extendedBy: OuterJoin[];
  readonly rows: Rows;
  readonly keys: () => readonly SourceKey[];
  /** Depends on the row of what stands before it in FROM. */
  readonly lateral: boolean;
  readonly relation: Relation | undefined;
}

export interface Column {
  readonly source: RowSource;
  readonly name: string;
  readonly type: number;
  /** Before outer joins and conditions. */
  readonly nullable: boolean;
  /** Texts that differ may be equal. */
  readonly loose: boolean;
}

export interface SourceKey extends Omit<UniqueKey, "columns"> {
  readonly columns: readonly Column[];
}

/** One side of an outer join: whoever holds this may be missing from a row. */
export interface OuterJoin {
  /** True where the side is not missing. */
  readonly condition: Node | undefined;
  /** Not NULL where the side is not missing: the columns of USING. */
  readonly equal: readonly Column[];
  /** In which the condition is read. */
  readonly scope: Scope;
}

/** A name by which columns can be asked for. */
export interface NamedTable {
  readonly alias: string;
  readonly columns: readonly NamedColumn[];
  readonly opaque: boolean;
  /** Whose row `alias` alone stands for. */
  readonly sources: readonly RowSource[];
}

export interface NamedColumn {
  readonly name: string;
  readonly column: Column;
}

/** What is known of all rows of one SELECT, found in its conditions. */
export interface Level {
  /** Never NULL, unless an outer join further out puts NULLs in place of the whole row. */
  readonly nonNull: Set<Column>;
  /** Outer joins that never put NULLs into a row that stays, with the same exception. */
  readonly settled: Set<OuterJoin>;
}

export interface Scope {
  readonly context: Context;
  readonly parent: Scope | undefined;
  readonly ctes: Ctes | undefined;
  readonly level: Level;
  readonly tables: readonly NamedTable[];
  /** Reachable without a table's name, in the order of `SELECT *`. */
  readonly columns: readonly NamedColumn[];
  readonly opaque: boolean;
  /** Not NULL here, though perhaps elsewhere: in a branch of CASE. */
  readonly assumed: ReadonlySet<Column>;
  /** Behind ROLLUP and the like: every column may be NULL. */
  readonly rolledUp: boolean;
  /** Several functions in the list of columns return sets: the shorter ones are filled up with NULLs. */
  readonly padded: boolean;
  /** Windows by name, for OVER. */
  readonly frames: ReadonlyMap<string, number>;
  /** Groups that are never empty: GROUP BY without grouping sets. */
  readonly grouped: boolean;
}

/** WITH queries, innermost first. */
export interface Ctes {
  readonly find: (name: string) => Output | undefined;
  readonly parent: Ctes | undefined;
}

const newLevel = (): Level => ({ nonNull: new Set(), settled: new Set() });

/** A scope in which nothing can be named yet. */
export function emptyScope(context: Context, parent?: Scope, ctes: Ctes | undefined = parent?.ctes): Scope {
  return {
    context,
    parent,
    ctes,
    level: newLevel(),
    tables: [],
    columns: [],
    opaque: false,
    assumed: new Set(),
    rolledUp: false,
    padded: false,
    frames: new Map(),
    grouped: false,
  };
}

export function findCte(ctes: Ctes | undefined, name: string): Output | undefined {
  if (ctes === undefined) return undefined;
  return ctes.find(name) ?? findCte(ctes.parent, name);
}

/** True if a row of the source can be missing, seen from the level that it belongs to. */
export const mayBeMissing = (source: RowSource): boolean =>
  source.extendedBy.some((join) => !source.level.settled.has(join));

/** `scope` is where the column was found. */
export function isNullable(column: Column, scope: Scope): boolean {
  if (scope.rolledUp) return true;
  if (scope.assumed.has(column)) return false;
  const { source } = column;
  return mayBeMissing(source) || (column.nullable && !source.level.nonNull.has(column));
}
