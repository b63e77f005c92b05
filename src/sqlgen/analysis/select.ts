/** SELECT, VALUES and their combinations: the columns that come out, how many rows, and what makes a row unique. */
import type { Node, SelectStmt } from "libpg-query";
import { type Expression, isFixedExpression } from "./bindings.ts";
import { evaluate } from "./expressions.ts";
import { buildFrom, type From, inside } from "./from.ts";
import { type Grouping, groupingOf } from "./grouping.ts";
import { outputKeys } from "./keys.ts";
import { limitRows } from "./limit.ts";
import { holds } from "./narrowing.ts";
import { once } from "./once.ts";
import { atMostOne, MANY, MAYBE, ONE, orNone, type Rows, SOME } from "./rows.ts";
import { emptyScope, type Output, type Scope } from "./scope.ts";
import { combine } from "./set-operations.ts";
import { type Fixed, fixedSources, fromRows } from "./single.ts";
import { countSetFunctions, readTargets, type Target } from "./targets.ts";
import { bodyOf, findAll, isTrue } from "./tree.ts";
import { commonType } from "./types.ts";
import { withQueries } from "./with.ts";

/** `outer` is the statement around it, whose columns can be named in it. */
export function selectOutput(select: SelectStmt, outer: Scope): Output {
  const around: Scope = { ...outer, ctes: withQueries(select.withClause, outer) };
  const output = bodyOutput(select, around);
  return { ...output, rows: limitRows(select, output.rows) };
}

function bodyOutput(select: SelectStmt, outer: Scope): Output {
  const { op, larg, rarg, all, valuesLists } = select;
  if (op !== undefined && op !== "SETOP_NONE" && larg !== undefined && rarg !== undefined) {
    return combine(op, all === true, selectOutput(larg, outer), selectOutput(rarg, outer));
  }
  return valuesLists === undefined ? plainOutput(select, outer) : valuesOutput(valuesLists, outer);
}

function valuesOutput(lists: readonly Node[], outer: Scope): Output {
  const scope = emptyScope(outer.context, outer);
  const rows = lists.map((list) => (bodyOf(list, "List")?.items ?? []).map((item) => evaluate(item, scope)));
  const columns = (rows[0] ?? []).map((_, index) => {
    const values = rows.flatMap((row) => row.slice(index, index + 1));
    const type = commonType(values.map((value) => value.type));
    return { name: `column${index + 1}`, type, nullable: values.some(({ nullable }) => nullable) };
  });
  return { columns, opaque: false, rows: valuesRows(lists, scope), keys: () => [] };
}

/** A list parameter stands for any number of rows. */
function valuesRows(lists: readonly Node[], { context: { parameters } }: Scope): Rows {
  if (findAll(lists, "ParamRef").some(({ number = 0 }) => parameters[number - 1]?.list === true)) return MANY;
  return lists.length === 1 ? ONE : SOME;
}

/** A SELECT that is no combination, as far as it has been read. */
export interface Plain {
  readonly select: SelectStmt;
  readonly from: From;
  /** That of FROM and WHERE. */
  readonly scope: Scope;
  readonly grouping: Grouping;
  readonly targets: readonly Target[];
  readonly setFunctions: number;
  /** What WHERE and the joins fix. Not needed for all, so computed when asked. */
  readonly fixed: () => Fixed;
}

function plainOutput(select: SelectStmt, outer: Scope): Output {
  const empty = emptyScope(outer.context, outer);
  const from = buildFrom(select.fromClause, empty);
  const scope = inside(empty, from);
  holds(select.whereClause, scope);
  const grouping = groupingOf(select, scope);
  const setFunctions = countSetFunctions(select.targetList, scope);
  const { list, opaque } = readTargets(select.targetList, listScope(select, scope, grouping, setFunctions));
  const targets = grouping.unclear ? list.map((target) => ({ ...target, nullable: true })) : list;
  const fixed = once(() =>
    fixedSources({ tree: from.tree, where: whereOf({ select, scope }), context: scope.context }),
  );
  const plain: Plain = { select, from, scope, grouping, targets, setFunctions, fixed };
  return { columns: targets, opaque, rows: plainRows(plain), keys: () => outputKeys(plain) };
}

/** What the list of columns sees. */
function listScope(
  { windowClause = [] }: SelectStmt,
  scope: Scope,
  { kind }: Grouping,
  setFunctions: number,
): Scope {
  const windows = windowClause.map((window) => bodyOf(window, "WindowDef") ?? {});
  return {
    ...scope,
    rolledUp: kind === "sets",
    grouped: kind === "groups",
    padded: setFunctions > 1,
    frames: new Map(windows.map(({ name = "", frameOptions = 0 }) => [name, frameOptions])),
  };
}

function plainRows(plain: Plain): Rows {
  const { select, setFunctions } = plain;
  if (setFunctions > 0) return MANY;
  const grouped = groupedRows(plain);
  const isOne = select.distinctClause !== undefined && isDistinctOne(plain);
  const rows = isOne ? atMostOne(grouped) : grouped;
  return select.lockingClause === undefined ? rows : orNone(rows);
}

function groupedRows(plain: Plain): Rows {
  const { select, grouping } = plain;
  const every = (rows: Rows): Rows => (select.havingClause === undefined ? rows : orNone(rows));
  if (grouping.kind === "whole") return every(ONE);
  const rows = filteredRows(plain);
  if (grouping.kind === "sets") return every({ ...rows, max: "many" });
  if (grouping.kind === "rows" || rows.max === "one") return every(rows);
  return every(grouping.by.every((expression) => isFixedIn(expression, plain)) ? atMostOne(rows) : rows);
}

/** After WHERE, before grouping. */
function filteredRows(plain: Plain): Rows {
  const { select, from } = plain;
  const isFiltered = select.whereClause !== undefined && !isTrue(select.whereClause);
  if (from.tree === undefined) return isFiltered ? MAYBE : ONE;
  const rows = fromRows(from.tree, plain.fixed());
  return isFiltered ? orNone(rows) : rows;
}

export const whereOf = ({ select, scope }: Pick<Plain, "select" | "scope">): Expression | undefined =>
  select.whereClause === undefined ? undefined : { node: select.whereClause, scope };

const isFixedIn = (node: Node, { scope, fixed }: Plain): boolean =>
  isFixedExpression({ node, scope }, fixed());

/** DISTINCT over nothing but fixed values leaves one row. An empty node in the clause means plain DISTINCT. */
function isDistinctOne(plain: Plain): boolean {
  const on = (plain.select.distinctClause ?? []).filter((node) => Object.keys(node).length > 0);
  const nodes = on.length > 0 ? on : plain.targets.map(({ node }) => node);
  return nodes.every((node) => node !== undefined && isFixedIn(node, plain));
}
