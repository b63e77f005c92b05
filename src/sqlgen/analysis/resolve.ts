/** Looks names up as Postgres does: columns from the inside out, then whole rows by the table's name. */
import type { ColumnRef } from "libpg-query";
import type { Column, NamedTable, Scope } from "./scope.ts";
import { isNullable, mayBeMissing } from "./scope.ts";
import { findAll, wordsOf } from "./tree.ts";

/** `scope` is where it was found: that of the reference, or one around it. */
export type Found =
  | { readonly kind: "column"; readonly column: Column; readonly scope: Scope }
  | { readonly kind: "row" | "system"; readonly table: NamedTable; readonly scope: Scope };

/** Undefined where the name cannot be known for certain. */
export function resolve(ref: ColumnRef, scope: Scope): Found | undefined {
  const words = wordsOf(ref.fields);
  const [first = "", second] = words;
  if (second === undefined) return resolveWord(first, scope);
  const [name = "", table = "", schema] = words.toReversed();
  return resolveIn(findTable(scope, table, schema), name);
}

function resolveWord(name: string, scope: Scope): Found | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.columns.find((column) => column.name === name);
    if (found !== undefined) return { kind: "column", column: found.column, scope: at };
    const table = SYSTEM_COLUMNS.has(name) ? at.tables.find(hasSystemColumns) : undefined;
    if (table !== undefined) return { kind: "system", table, scope: at };
    if (at.opaque) return undefined;
  }
  const row = findTable(scope, name);
  return row === undefined ? undefined : { kind: "row", ...row };
}

function resolveIn(found: { table: NamedTable; scope: Scope } | undefined, name: string): Found | undefined {
  if (found === undefined) return undefined;
  const column = found.table.columns.find((candidate) => candidate.name === name)?.column;
  if (column !== undefined) return { kind: "column", column, scope: found.scope };
  const isSystem = SYSTEM_COLUMNS.has(name) && hasSystemColumns(found.table);
  return isSystem ? { kind: "system", ...found } : undefined;
}

/** The table that a scope, or one around it, knows by that name. */
export function findTable(
  scope: Scope,
  alias: string,
  schema?: string,
): { table: NamedTable; scope: Scope } | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const table = at.tables.find((candidate) => candidate.alias === alias && isOfSchema(candidate, schema));
    if (table !== undefined) return { table, scope: at };
  }
  return undefined;
}

const isOfSchema = (table: NamedTable, schema: string | undefined): boolean =>
  schema === undefined || table.sources[0]?.relation?.schema === schema;

/** https://www.postgresql.org/docs/18/ddl-system-columns.html */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["tableoid", "ctid", "xmin", "cmin", "xmax", "cmax"]);

const hasSystemColumns = ({ sources }: NamedTable): boolean =>
  sources.length === 1 && sources[0]?.relation?.kind === "table";

export function isFoundNullable(found: Found | undefined): boolean {
  if (found === undefined) return true;
  if (found.kind === "column") return isNullable(found.column, found.scope);
  const { table, scope } = found;
  return scope.rolledUp || table.opaque || table.sources.length !== 1 || table.sources.some(mayBeMissing);
}

/**
 * Columns of the scope's own level that an expression may depend on, those inside of subqueries judged by their names
 * alone. Undefined if there may be others.
 */
export function dependencies(expression: unknown, scope: Scope): Column[] | undefined {
  const columns: Column[] = [];
  for (const ref of findAll(expression, "ColumnRef")) {
    const found = resolve(ref, scope);
    if (found === undefined && !mayBeOf(ref, scope)) continue;
    if (found !== undefined && found.scope.level !== scope.level) continue;
    if (found?.kind !== "column") return undefined;
    columns.push(found.column);
  }
  return columns;
}

/** True if the name is certain to be one of the scope's own level. */
export function isOfLevel(ref: ColumnRef, scope: Scope): boolean {
  const found = resolve(ref, scope);
  if (found === undefined) return scope.parent === undefined && mayBeOf(ref, scope);
  return found.scope.level === scope.level;
}

/** A name that was not found may still be one of this level, where not all columns are known. */
function mayBeOf(ref: ColumnRef, scope: Scope): boolean {
  const [, table, schema] = wordsOf(ref.fields).toReversed();
  return table === undefined ? scope.opaque : findTable(scope, table, schema)?.scope.level === scope.level;
}
