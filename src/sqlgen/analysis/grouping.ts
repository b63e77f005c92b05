/** GROUP BY: whether groups can be empty, and what grouping sets do to the columns. */
import type { Node, SelectStmt } from "libpg-query";
import { isAggregateCall } from "./calls.ts";
import { resolve } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import { bodyOf, findAll, findHere, wordsOf } from "./tree.ts";

export interface Grouping {
  /**
   * `rows`: none. `whole`: all rows are one group, even if there are none. `groups`: each has a row at least.
   * `sets`: ROLLUP and the like, several groupings one after the other.
   */
  readonly kind: "rows" | "whole" | "groups" | "sets";
  /** What is grouped by. */
  readonly by: readonly Node[];
  /** Grouping sets over expressions: which parts of the output become NULL cannot be told. */
  readonly unclear: boolean;
}

export function groupingOf(select: SelectStmt, scope: Scope): Grouping {
  const items = select.groupClause ?? [];
  const by = items.map((item) => whatIsMeant(item, select, scope));
  const sets = findAll(items, "GroupingSet");
  if (sets.length > 0 && !items.every(isEmptySet))
    return { kind: "sets", by, unclear: !sets.every(isOfColumns(scope)) };
  if (items.length > 0 && sets.length === 0) return { kind: "groups", by, unclear: false };
  const kind =
    sets.length > 0 || select.havingClause !== undefined || hasAggregates(select, scope) ? "whole" : "rows";
  return { kind, by: [], unclear: false };
}

const isEmptySet = (item: Node): boolean => bodyOf(item, "GroupingSet")?.kind === "GROUPING_SET_EMPTY";

const hasAggregates = ({ targetList, sortClause }: SelectStmt, scope: Scope): boolean =>
  findHere([targetList, sortClause], "FuncCall").some((call) => isAggregateCall(call, scope));

/** A number or the name of an output column stands for what is written there; a column of FROM comes first. */
function whatIsMeant(item: Node, { targetList = [] }: SelectStmt, scope: Scope): Node {
  const targets = targetList.map((target) => bodyOf(target, "ResTarget") ?? {});
  const number = bodyOf(item, "A_Const")?.ival?.ival;
  if (number !== undefined) return targets[number - 1]?.val ?? item;
  const ref = bodyOf(item, "ColumnRef");
  if (ref === undefined || resolve(ref, scope)?.scope.level === scope.level) return item;
  const [word, more] = wordsOf(ref.fields);
  const named = more === undefined ? targets.find(({ name }) => name === word) : undefined;
  return named?.val ?? item;
}

/** True if nothing but columns of FROM is grouped by: only they become NULL then. */
const isOfColumns =
  (scope: Scope) =>
  ({ content = [] }: { content?: Node[] }): boolean =>
    content.every((part) => {
      const ref = bodyOf(part, "ColumnRef");
      if (ref !== undefined) return resolve(ref, scope)?.kind === "column";
      const row = bodyOf(part, "RowExpr");
      if (row !== undefined) return isOfColumns(scope)({ content: row.args ?? [] });
      return bodyOf(part, "GroupingSet") !== undefined;
    });
