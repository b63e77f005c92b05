/** JOIN: which side may be missing, what its condition says, and which columns USING makes one. */
import type { JoinExpr } from "libpg-query";
import { buildItem, type From, inside, type Join, type Part, together } from "./from.ts";
import { holds, isThere } from "./narrowing.ts";
import { ONE } from "./rows.ts";
import { type Column, isNullable, type NamedColumn, type OuterJoin, type Scope } from "./scope.ts";
import { newSource, renamed } from "./sources.ts";
import { isTrue, wordsOf } from "./tree.ts";
import { UNKNOWN } from "./types.ts";

interface Sides {
  readonly join: JoinExpr;
  readonly left: Part;
  readonly right: Part;
  /** Columns of USING or NATURAL. */
  readonly equal: readonly EqualColumns[];
  /** Shows both sides. */
  readonly scope: Scope;
}

interface EqualColumns {
  readonly name: string;
  readonly left: Column;
  readonly right: Column;
}

/** `scope` is that of the statement, in which nothing can be named yet. */
export function buildJoin(join: JoinExpr, scope: Scope, before: From): Part {
  const left = buildItem(join.larg, scope, before);
  const right = buildItem(join.rarg, scope, together(before, left));
  const both = together(left, right);
  const sides: Sides = {
    join,
    left,
    right,
    equal: equalColumns(join, left, right),
    scope: inside(scope, both),
  };
  learn(sides);
  const merged = sides.equal.map((columns) => mergedColumn(sides, columns));
  const tree = extend(sides);
  const shared = new Set(merged.map(({ name }) => name));
  const columns = [...merged, ...both.columns.filter(({ name }) => !shared.has(name))];
  const derived = merged
    .map(({ column }) => column.source)
    .filter((source) => !both.sources.includes(source));
  return { ...named(join, both, columns, merged), sources: [...both.sources, ...derived], tree };
}

function equalColumns({ isNatural, usingClause }: JoinExpr, left: From, right: From): EqualColumns[] {
  const names = isNatural === true ? left.columns.map(({ name }) => name) : wordsOf(usingClause);
  return names.flatMap((name) => {
    const [a, b] = [left, right].map(({ columns }) => columns.find((column) => column.name === name)?.column);
    return a === undefined || b === undefined ? [] : [{ name, left: a, right: b }];
  });
}

/** In a row where neither side is missing, the condition is true and the columns of USING are equal. */
function learn({ join, left, right, equal, scope }: Sides): void {
  if (join.jointype === "JOIN_FULL") return;
  const sides =
    join.jointype === "JOIN_LEFT" ? [right] : join.jointype === "JOIN_RIGHT" ? [left] : [left, right];
  const isAmong = (column: Column): boolean => sides.some(({ sources }) => sources.includes(column.source));
  holds(join.quals, scope, isAmong);
  for (const column of equal.flatMap((pair) => [pair.left, pair.right])) {
    if (isAmong(column)) isThere(column, scope);
  }
}

/** Of two columns with USING, the one that is never missing stands for both; in a full join, whichever is there. */
function mergedColumn({ join, scope }: Sides, { name, left, right }: EqualColumns): NamedColumn {
  if (join.jointype === "JOIN_RIGHT") return { name, column: right };
  if (join.jointype !== "JOIN_FULL") return { name, column: left };
  const nullable = isNullable(left, scope) || isNullable(right, scope);
  const type = left.type === right.type ? left.type : UNKNOWN;
  const [column = left] = newSource(scope.level, { columns: [{ name, type, nullable }], rows: ONE }).columns;
  return { name, column };
}

/** From here on, one side may be missing. */
function extend({ join, left, right, equal, scope }: Sides): Join {
  const pairs = equal.flatMap((pair) => [pair.left, pair.right]);
  const side = (part: Part, types: readonly string[]): OuterJoin | undefined => {
    if (!types.includes(join.jointype ?? "")) return undefined;
    const isFull = join.jointype === "JOIN_FULL";
    const outer = { condition: isFull ? undefined : join.quals, equal: isFull ? [] : pairs, scope };
    for (const source of part.sources) source.extendedBy.push(outer);
    return outer;
  };
  return {
    left: left.tree,
    right: right.tree,
    missingLeft: side(left, ["JOIN_RIGHT", "JOIN_FULL"]),
    missingRight: side(right, ["JOIN_LEFT", "JOIN_FULL"]),
    condition: join.quals,
    scope,
    equal: equal.map((pair) => [pair.left, pair.right] as const),
    isCross:
      isTrue(join.quals) || (join.quals === undefined && join.isNatural !== true && equal.length === 0),
  };
}

/** An alias of the join hides the tables in it; one of USING names the merged columns only. */
function named(
  { alias, join_using_alias }: JoinExpr,
  both: From,
  columns: NamedColumn[],
  merged: NamedColumn[],
): From {
  const { sources, opaque } = both;
  if (alias !== undefined) {
    const table = { alias: alias.aliasname ?? "", columns: renamed(columns, alias), opaque, sources };
    return { ...both, tables: [table], columns: table.columns };
  }
  if (join_using_alias === undefined) return { ...both, columns };
  const table = { alias: join_using_alias.aliasname ?? "", columns: merged, opaque: false, sources };
  return { ...both, tables: [...both.tables, table], columns };
}
