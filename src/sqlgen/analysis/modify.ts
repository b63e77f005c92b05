/** UPDATE, DELETE and MERGE: what RETURNING gives and how many rows. */
import type { DeleteStmt, MergeStmt, Node, RangeVar, UpdateStmt, WithClause } from "libpg-query";
import { findRelation, type Relation } from "../catalog.ts";
import { assignedNullables, isLeftAlone } from "./assignments.ts";
import { buildFrom, crossJoin, type From, fromSource, inside } from "./from.ts";
import { holds } from "./narrowing.ts";
import { absentRow, returningOutput, targetRow } from "./returning.ts";
import { MANY, MAYBE, type Rows } from "./rows.ts";
import {
  emptyScope,
  isNullable,
  type NamedTable,
  NOTHING_KNOWN,
  type Output,
  type RowSource,
  type Scope,
} from "./scope.ts";
import { fixedSources } from "./single.ts";
import { nameSource, relationSource } from "./sources.ts";
import { bodyOf } from "./tree.ts";
import { withQueries } from "./with.ts";

/** A statement that writes into a table, with what stands beside the table. */
interface Modification {
  readonly relation: Relation;
  /** The table's rows before the statement. */
  readonly source: RowSource;
  readonly target: NamedTable;
  /** The other tables: FROM, USING. */
  readonly others: From;
  readonly tree: From;
  /** Shows the table and the others. */
  readonly scope: Scope;
}

interface Parts {
  readonly relation?: RangeVar;
  readonly withClause?: WithClause;
}

function readModification(
  { relation: range, withClause }: Parts,
  beside: Node[] | undefined,
  outer: Scope,
): Modification | undefined {
  const relation = findRelation(outer.context.catalog, range?.schemaname, range?.relname ?? "");
  if (relation === undefined || relation.hasRules) return undefined;
  const empty = emptyScope(outer.context, outer, withQueries(withClause, outer));
  const source = relationSource(relation, empty.level);
  const target = nameSource(source, range?.alias, relation.name);
  const others = buildFrom(beside, empty);
  const tree = crossJoin(others, fromSource(source, target), empty);
  return { relation, source, target, others, tree, scope: inside(empty, tree) };
}

/** At most one row for each row of the table, however many of the others it meets. */
function modifiedRows({ source, tree, scope }: Modification, condition: Node | undefined): Rows {
  const where = condition === undefined ? undefined : { node: condition, scope };
  const { single } = fixedSources({ tree: tree.tree, where, context: scope.context });
  return single.has(source) ? MAYBE : MANY;
}

export function updateOutput(update: UpdateStmt, outer: Scope): Output {
  const modification = readModification(update, update.fromClause, outer);
  if (modification === undefined) return NOTHING_KNOWN;
  const { relation, source, others, scope } = modification;
  holds(update.whereClause, scope);
  const assigned = assignedNullables(update.targetList, scope);
  const before = new Map(source.columns.map((column) => [column.name, isNullable(column, scope)]));
  const after = targetRow(relation, scope, (name) => {
    return !isLeftAlone(relation, "UPDATE", name) || (assigned.get(name) ?? before.get(name) ?? true);
  });
  const target = nameSource(after, update.relation?.alias, relation.name);
  const rows = modifiedRows(modification, update.whereClause);
  return returningOutput(
    update.returningClause,
    scope,
    { target, old: () => source, new: () => after, others },
    rows,
  );
}

export function deleteOutput(statement: DeleteStmt, outer: Scope): Output {
  const modification = readModification(statement, statement.usingClause, outer);
  if (modification === undefined) return NOTHING_KNOWN;
  const { relation, source, target, others, scope } = modification;
  holds(statement.whereClause, scope);
  const rows = modifiedRows(modification, statement.whereClause);
  const returned = { target, old: () => source, new: () => absentRow(relation, scope), others };
  return returningOutput(statement.returningClause, scope, returned, rows);
}

export function mergeOutput(merge: MergeStmt, outer: Scope): Output {
  const { sourceRelation, mergeWhenClauses = [] } = merge;
  const modification = readModification(merge, sourceRelation === undefined ? [] : [sourceRelation], outer);
  if (modification === undefined) return NOTHING_KNOWN;
  const { relation, others, scope } = modification;
  const clauses = mergeWhenClauses.flatMap((node) => bodyOf(node, "MergeWhenClause") ?? []);
  const isLeftOver = clauses.some(({ matchKind }) => matchKind === "MERGE_WHEN_NOT_MATCHED_BY_SOURCE");
  const missing = { condition: undefined, equal: [], scope };
  if (isLeftOver) for (const source of others.sources) source.extendedBy.push(missing);
  const does = (command: string): boolean => clauses.some(({ commandType }) => commandType === command);
  const present = targetRow(relation, scope, () => true);
  const returned = {
    target: nameSource(present, merge.relation?.alias, relation.name),
    old: () => (does("CMD_INSERT") ? absentRow(relation, scope) : present),
    new: () => (does("CMD_DELETE") ? absentRow(relation, scope) : present),
    others,
  };
  const rows = isLeftOver ? MANY : mergedRows(modification, merge.joinCondition);
  return returningOutput(merge.returningClause, scope, returned, rows);
}

/** One row of the source that meets one row of the table, or none and is inserted. */
function mergedRows(modification: Modification, condition: Node | undefined): Rows {
  const { others, scope } = modification;
  const { single } = fixedSources({ tree: others.tree, where: undefined, context: scope.context });
  const isOneSource = others.sources.every((source) => single.has(source));
  return isOneSource ? modifiedRows(modification, condition) : MANY;
}
