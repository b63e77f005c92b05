/** The FROM of a statement: what can be named in it, and the tree of its joins. */
import type { Node } from "libpg-query";
import { rangeFunction, rangeOfPaths } from "./from-functions.ts";
import { buildJoin } from "./joins.ts";
import type { Column, NamedColumn, NamedTable, OuterJoin, RowSource, Scope } from "./scope.ts";
import { rangeSubselect, rangeTable } from "./sources.ts";
import { bodyOf } from "./tree.ts";

export type FromTree = RowSource | Join;

export interface Join {
  readonly left: FromTree;
  readonly right: FromTree;
  /** Held by the sources of that side, which may be missing. */
  readonly missingLeft: OuterJoin | undefined;
  readonly missingRight: OuterJoin | undefined;
  readonly condition: Node | undefined;
  /** In which the condition is read. */
  readonly scope: Scope;
  /** Columns that USING or NATURAL makes equal. */
  readonly equal: readonly (readonly [left: Column, right: Column])[];
  /** Rows of both sides are put together as they are. */
  readonly isCross: boolean;
}

export interface From {
  /** Undefined where there is no FROM. */
  readonly tree: FromTree | undefined;
  readonly tables: readonly NamedTable[];
  /** Reachable without a table's name, in the order of `SELECT *`. */
  readonly columns: readonly NamedColumn[];
  readonly opaque: boolean;
  readonly sources: readonly RowSource[];
}

/** What is joined: an item of FROM, or several. */
export interface Part extends From {
  readonly tree: FromTree;
}

export const NOTHING: From = { tree: undefined, tables: [], columns: [], opaque: false, sources: [] };

/** `scope` is that of the statement, in which nothing can be named yet. */
export function buildFrom(items: readonly Node[] = [], scope: Scope): From {
  return items.reduce<From>((left, item) => crossJoin(left, buildItem(item, scope, left), scope), NOTHING);
}

/** What a condition, or a LATERAL subquery, can name. */
export const inside = (scope: Scope, { tables, columns, opaque }: From): Scope => ({
  ...scope,
  tables,
  columns,
  opaque,
});

export function fromSource(source: RowSource, table: NamedTable): Part {
  return { tree: source, tables: [table], columns: table.columns, opaque: table.opaque, sources: [source] };
}

/** `before` is what stands before the item, for LATERAL. */
export function buildItem(item: Node | undefined, scope: Scope, before: From): Part {
  const join = bodyOf(item, "JoinExpr");
  if (join !== undefined) return buildJoin(join, scope, before);
  const sample = bodyOf(item, "RangeTableSample");
  if (sample !== undefined) return buildItem(sample.relation, scope, before);
  const { source, table } = buildSource(item, scope, before);
  return fromSource(source, table);
}

function buildSource(
  item: Node | undefined,
  scope: Scope,
  before: From,
): { source: RowSource; table: NamedTable } {
  const lateral = inside(scope, before);
  const subselect = bodyOf(item, "RangeSubselect");
  const call = bodyOf(item, "RangeFunction");
  const paths = bodyOf(item, "JsonTable") ?? bodyOf(item, "RangeTableFunc");
  if (subselect !== undefined) {
    return rangeSubselect(subselect, subselect.lateral === true ? lateral : inside(scope, NOTHING));
  }
  if (call !== undefined) return rangeFunction(call, lateral);
  if (paths !== undefined) return rangeOfPaths(paths, scope.level);
  return rangeTable(bodyOf(item, "RangeVar") ?? {}, scope);
}

/** Both, side by side, without saying how they are joined. */
export const together = (left: From, right: From): From => ({
  tree: undefined,
  tables: [...left.tables, ...right.tables],
  columns: [...left.columns, ...right.columns],
  opaque: left.opaque || right.opaque,
  sources: [...left.sources, ...right.sources],
});

export function crossJoin(left: From, right: Part, scope: Scope): Part {
  if (left.tree === undefined) return right;
  const tree: Join = {
    left: left.tree,
    right: right.tree,
    missingLeft: undefined,
    missingRight: undefined,
    condition: undefined,
    scope,
    equal: [],
    isCross: true,
  };
  return { ...together(left, right), tree };
}
