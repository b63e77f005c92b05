/** INSERT: what RETURNING gives and how many rows. */
import type { InsertStmt, Node, OnConflictClause } from "libpg-query";
import { findRelation, type Relation } from "../catalog.ts";
import { assignedNullables, isLeftAlone, isStored, maySkip } from "./assignments.ts";
import { NOTHING } from "./from.ts";
import { absentRow, returningOutput, targetRow } from "./returning.ts";
import { MANY, ONE, orNone, type Rows } from "./rows.ts";
import { emptyScope, NOTHING_KNOWN, type Output, type RowSource, type Scope } from "./scope.ts";
import { nameSource, relationSource } from "./sources.ts";
import { countSetFunctions } from "./targets.ts";
import { bodyOf } from "./tree.ts";
import { withQueries } from "./with.ts";

export function insertOutput(insert: InsertStmt, outer: Scope): Output {
  const { relation: range, onConflictClause: conflict } = insert;
  const relation = findRelation(outer.context.catalog, range?.schemaname, range?.relname ?? "");
  if (relation === undefined || relation.hasRules) return NOTHING_KNOWN;
  const scope = emptyScope(outer.context, outer, withQueries(insert.withClause, outer));
  const given = givenRows(insert, scope);
  const proposed = proposedRow(insert, relation, scope, given);
  const kept = updatedNullable(conflict, { relation, proposed, name: range?.alias?.aliasname, scope });
  const nullable = new Map(proposed.columns.map((column) => [column.name, column.nullable]));
  const after = targetRow(relation, scope, (name) => nullable.get(name) !== false || kept(name));
  const target = nameSource(after, range?.alias, relation.name);
  const returned = { target, old: () => absentRow(relation, scope), new: () => after, others: NOTHING };
  return returningOutput(
    insert.returningClause,
    scope,
    returned,
    insertedRows(relation, conflict, given.rows),
  );
}

/** What VALUES or SELECT gives; DEFAULT VALUES is one row without columns. */
function givenRows({ selectStmt }: InsertStmt, scope: Scope): Output {
  if (selectStmt === undefined) return { columns: [], opaque: false, rows: ONE, keys: () => [] };
  const output = scope.context.query(selectStmt, scope);
  const lists = bodyOf(selectStmt, "SelectStmt")?.valuesLists;
  // Only here may VALUES hold functions that return sets.
  const isSet = lists !== undefined && countSetFunctions(lists, scope) > 0;
  return isSet ? { ...output, rows: MANY, opaque: true } : output;
}

/** EXCLUDED: what is to be inserted, after triggers. Columns that are not given have a default, perhaps NULL. */
function proposedRow({ cols }: InsertStmt, relation: Relation, scope: Scope, given: Output): RowSource {
  const names = cols?.map(columnName) ?? relation.columns.map(({ name }) => name);
  return targetRow(relation, scope, (name) => {
    const value = given.opaque ? undefined : given.columns[names.indexOf(name)];
    return (value?.nullable ?? true) || !isLeftAlone(relation, "INSERT", name);
  });
}

/** Undefined where only a part of the column is written. */
function columnName(node: Node): string | undefined {
  const { name, indirection } = bodyOf(node, "ResTarget") ?? {};
  return indirection === undefined ? name : undefined;
}

interface Conflict {
  readonly relation: Relation;
  readonly proposed: RowSource;
  readonly name: string | undefined;
  readonly scope: Scope;
}

/** Whether a column may be NULL after DO UPDATE. */
function updatedNullable(
  conflict: OnConflictClause | undefined,
  { relation, proposed, name, scope }: Conflict,
): (column: string) => boolean {
  if (conflict?.action !== "ONCONFLICT_UPDATE") return () => false;
  const existing = relationSource(relation, scope.level);
  const target = nameSource(existing, undefined, name ?? relation.name);
  const tables = [target, nameSource(proposed, undefined, "excluded")];
  const assigned = assignedNullables(conflict.targetList, { ...scope, tables, columns: target.columns });
  const before = new Map(existing.columns.map((column) => [column.name, column.nullable]));
  return (column) =>
    !isLeftAlone(relation, "UPDATE", column) || (assigned.get(column) ?? before.get(column) ?? true);
}

function insertedRows(relation: Relation, conflict: OnConflictClause | undefined, given: Rows): Rows {
  const updates = conflict?.action === "ONCONFLICT_UPDATE";
  const skips =
    !isStored(relation) ||
    maySkip(relation, "INSERT") ||
    conflict?.action === "ONCONFLICT_NOTHING" ||
    (updates && (conflict.whereClause !== undefined || maySkip(relation, "UPDATE")));
  return skips ? orNone(given) : given;
}
