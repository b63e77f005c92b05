/**
 * Which tables of a FROM contribute at most one row to all that comes out: those whose unique key is fixed by what is
 * already fixed, beginning with parameters and constants.
 */
import { type Binding, bindingsOf, type Expression, isFixed } from "./bindings.ts";
import type { FromTree, Join } from "./from.ts";
import { isImplied } from "./predicates.ts";
import type { Rows } from "./rows.ts";
import type { Column, Context, OuterJoin, RowSource, SourceKey } from "./scope.ts";
import { conjunctsOf } from "./tree.ts";

/** What is fixed so far. */
export interface Fixed {
  readonly single: Set<RowSource>;
  /** Equal in all rows, and never NULL; `maybeNull`: or NULL in all of them. */
  readonly columns: Map<Column, "value" | "maybeNull">;
}

/** Sources whose rows are restricted by the same conditions. */
interface Group {
  readonly sources: Set<RowSource>;
  readonly conditions: Expression[];
  readonly equal: (readonly [Column, Column])[];
}

interface Place {
  readonly source: RowSource;
  readonly group: Group;
  /**
   * What must be single before: the other side of an outer join, and for LATERAL all that stands before. The sides of a
   * full join wait for each other for ever: both bring rows of their own.
   */
  readonly needs: readonly RowSource[];
}

export interface Question {
  readonly tree: FromTree | undefined;
  readonly where: Expression | undefined;
  readonly context: Context;
  /** Taken for single, to ask what would follow. */
  readonly given?: readonly RowSource[];
}

export function fixedSources({ tree, where, context, given = [] }: Question): Fixed {
  const top: Group = { sources: new Set(), conditions: where === undefined ? [] : [where], equal: [] };
  const places: Place[] = [];
  if (tree !== undefined) place(tree, { group: top, needs: [] }, places);
  const fixed: Fixed = { single: new Set(given), columns: new Map() };
  const groups = [...new Set(places.map(({ group }) => group))];
  const bindings = groups.flatMap((group) => groupBindings(group));
  for (let known = -1; known < fixed.columns.size + fixed.single.size; ) {
    known = fixed.columns.size + fixed.single.size;
    advance(places, bindings, context, fixed);
  }
  return fixed;
}

function place(tree: FromTree, at: Omit<Place, "source">, places: Place[]): void {
  if (!("left" in tree)) {
    at.group.sources.add(tree);
    const before = tree.lateral ? places.map(({ source }) => source) : [];
    places.push({ ...at, source: tree, needs: [...at.needs, ...before] });
    return;
  }
  const [left, right] = [isActive(tree, tree.missingLeft), isActive(tree, tree.missingRight)];
  const joined = left || right ? newGroup() : at.group;
  joined.conditions.push(...conditionOf(tree));
  joined.equal.push(...tree.equal);
  place(tree.left, left ? aside(at, tree.right, joined) : at, places);
  place(tree.right, right ? aside(at, tree.left, joined) : at, places);
}

const newGroup = (): Group => ({ sources: new Set(), conditions: [], equal: [] });

/** The side that may be missing: restricted by the join's condition alone. */
const aside = (at: Omit<Place, "source">, other: FromTree, group: Group): Omit<Place, "source"> => ({
  group,
  needs: [...at.needs, ...leaves(other)],
});

const isActive = ({ scope }: Join, side: OuterJoin | undefined): boolean =>
  side !== undefined && !scope.level.settled.has(side);

const conditionOf = ({ condition, scope }: Join): Expression[] =>
  condition === undefined ? [] : [{ node: condition, scope }];

export const leaves = (tree: FromTree): RowSource[] =>
  "left" in tree ? [...leaves(tree.left), ...leaves(tree.right)] : [tree];

function groupBindings({ sources, conditions, equal }: Group): Binding[] {
  const found = conditions.flatMap(({ node, scope }) =>
    conjunctsOf(node).flatMap((conjunct) => bindingsOf(conjunct, scope)),
  );
  const pairs = equal.flatMap(([a, b]) => [
    { column: a, to: b, kind: "value" as const },
    { column: b, to: a, kind: "value" as const },
  ]);
  return [...found, ...pairs].filter(({ column }) => sources.has(column.source));
}

/** One round: what is fixed fixes more. */
function advance(
  places: readonly Place[],
  bindings: readonly Binding[],
  context: Context,
  fixed: Fixed,
): void {
  for (const binding of bindings) {
    if (fixed.columns.get(binding.column) === "value" || !isFixed(binding, context, fixed)) continue;
    fixed.columns.set(binding.column, binding.kind);
  }
  for (const candidate of places) if (isSingle(candidate, fixed)) fixed.single.add(candidate.source);
}

function isSingle({ source, group, needs }: Place, fixed: Fixed): boolean {
  if (!needs.every((other) => fixed.single.has(other))) return false;
  return source.rows.max === "one" || source.keys().some((key) => isKeyFixed(key, source, group, fixed));
}

function isKeyFixed(key: SourceKey, source: RowSource, { conditions }: Group, fixed: Fixed): boolean {
  const isColumnFixed = (column: Column): boolean => {
    const state = fixed.columns.get(column);
    return state === "value" || (state === "maybeNull" && (key.nullsEqual || !column.nullable));
  };
  return (
    key.columns.every(isColumnFixed) && key.predicate.every((part) => isImplied(part, source, conditions))
  );
}

/** How many rows a FROM gives, before WHERE where it may be none. */
export function fromRows(tree: FromTree, { single }: Fixed): Rows {
  const max = leaves(tree).every((source) => single.has(source)) ? "one" : "many";
  return { min: leastRows(tree), max };
}

/** Outer joins keep the rows of one side, whatever the condition. */
function leastRows(tree: FromTree): Rows["min"] {
  if (!("left" in tree)) return tree.rows.min;
  const [left, right] = [leastRows(tree.left), leastRows(tree.right)];
  const { missingLeft, missingRight, isCross } = tree;
  const kept =
    missingRight !== undefined && left === 1 ? 1 : missingLeft !== undefined && right === 1 ? 1 : 0;
  return isCross && left === 1 && right === 1 ? 1 : kept;
}
