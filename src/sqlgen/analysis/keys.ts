/** In which of its columns the rows of a SELECT are unique, for the statement around it. */
import type { Node } from "libpg-query";
import { columnOf } from "./bindings.ts";
import { isImplied } from "./predicates.ts";
import { mayBeMissing, type OutputKey, type RowSource, type Scope, type SourceKey } from "./scope.ts";
import { type Plain, whereOf } from "./select.ts";
import { fixedSources, leaves } from "./single.ts";
import type { Target } from "./targets.ts";
import { sameTree } from "./tree.ts";

export function outputKeys(plain: Plain): OutputKey[] {
  const { select, grouping, targets, setFunctions } = plain;
  const isDistinct = select.distinctClause?.every((node) => Object.keys(node).length === 0) === true;
  const whole: OutputKey = { columns: targets.map((_, index) => index), nullsEqual: true };
  const distinct = isDistinct ? [whole] : [];
  if (setFunctions > 0 || grouping.kind === "sets") return distinct;
  return [...distinct, ...(grouping.kind === "groups" ? groupKeys(plain) : sourceKeys(plain))];
}

/** Each group has other values of what is grouped by. */
function groupKeys({ grouping, targets, scope }: Plain): OutputKey[] {
  const columns = grouping.by.map((node) => targets.findIndex((target) => isTarget(target, node, scope)));
  return columns.includes(-1) ? [] : [{ columns, nullsEqual: true }];
}

function isTarget({ column, node }: Target, by: Node, scope: Scope): boolean {
  if (column !== undefined) return column === columnOf(by, scope);
  return node !== undefined && sameTree(node, by);
}

/** A key of a table is one of the result too, if each row of the table occurs in one row at most. */
function sourceKeys(plain: Plain): OutputKey[] {
  const { tree } = plain.from;
  const sources = tree === undefined ? [] : leaves(tree);
  return sources.flatMap((source) => {
    const keys = source.keys().flatMap((key) => shownKey(key, source, plain));
    return keys.length > 0 && leavesOthersSingle(source, sources, plain) ? keys : [];
  });
}

function shownKey(
  { columns: own, nullsEqual, predicate }: SourceKey,
  source: RowSource,
  plain: Plain,
): OutputKey[] {
  const columns = own.map((column) => plain.targets.findIndex((target) => target.column === column));
  const where = whereOf(plain);
  const holds = predicate.every((part) => where !== undefined && isImplied(part, source, [where]));
  // Where the row is missing, the key is NULL for as many rows as there are on the other side of the join.
  return holds && !columns.includes(-1) ? [{ columns, nullsEqual: nullsEqual && !mayBeMissing(source) }] : [];
}

function leavesOthersSingle(given: RowSource, sources: readonly RowSource[], plain: Plain): boolean {
  const { from, scope } = plain;
  const { single } = fixedSources({
    tree: from.tree,
    where: whereOf(plain),
    context: scope.context,
    given: [given],
  });
  return sources.every((source) => single.has(source));
}
