/** RETURNING: rows as they are after the statement, and (Postgres 18) as they were before: OLD and NEW. */
import type { ReturningClause } from "libpg-query";
import type { Relation } from "../catalog.ts";
import { type From, inside, NOTHING } from "./from.ts";
import { ONE, type Rows } from "./rows.ts";
import type { NamedTable, Output, RowSource, Scope } from "./scope.ts";
import { nameSource, newSource } from "./sources.ts";
import { countSetFunctions, readTargets } from "./targets.ts";
import { bodyOf, findAll, wordsOf } from "./tree.ts";

/** What RETURNING can name. */
export interface Returned {
  /** The target under its own name. */
  readonly target: NamedTable;
  readonly old: () => RowSource;
  readonly new: () => RowSource;
  /** The other tables of the statement: FROM, USING. */
  readonly others: From;
}

/** `scope` is that of the statement, in which nothing can be named yet. */
export function returningOutput(
  clause: ReturningClause | undefined,
  scope: Scope,
  returned: Returned,
  rows: Rows,
): Output {
  if (clause === undefined) return { columns: [], opaque: false, rows, keys: () => [] };
  const names = namesOf(clause);
  const { target, others } = returned;
  const asked = new Set(findAll(clause.exprs, "ColumnRef").map(({ fields }) => wordsOf(fields)[0]));
  const tables = [
    target,
    ...others.tables,
    ...(asked.has(names.old) ? [nameSource(returned.old(), undefined, names.old)] : []),
    ...(asked.has(names.new) ? [nameSource(returned.new(), undefined, names.new)] : []),
  ];
  const columns = [...target.columns, ...others.columns];
  const padded = countSetFunctions(clause.exprs, scope) > 1;
  const shown = { ...inside(scope, { ...NOTHING, tables, columns, opaque: others.opaque }), padded };
  const { list, opaque } = readTargets(clause.exprs, shown);
  return { columns: list, opaque, rows, keys: () => [] };
}

/** `RETURNING WITH (OLD AS before, NEW AS after)`. */
function namesOf(clause: ReturningClause | undefined): { old: string; new: string } {
  const options = (clause?.options ?? []).flatMap((node) => bodyOf(node, "ReturningOption") ?? []);
  const named = (kind: string, otherwise: string): string =>
    options.find(({ option }) => option === kind)?.value ?? otherwise;
  return { old: named("RETURNING_OPTION_OLD", "old"), new: named("RETURNING_OPTION_NEW", "new") };
}

/** The target's row, each column NULL or not as `isNullable` says; what the table forbids is never there. */
export function targetRow(
  relation: Relation,
  scope: Scope,
  isNullable: (column: string) => boolean,
): RowSource {
  const columns = relation.columns.map(({ name, type, notNull }) => ({
    name,
    type,
    nullable: !notNull && isNullable(name),
  }));
  return newSource(scope.level, { columns, rows: ONE, relation });
}

/** OLD of a row that was inserted, NEW of one that was deleted: nothing but NULLs, perhaps. */
export function absentRow(relation: Relation, scope: Scope): RowSource {
  const columns = relation.columns.map(({ name, type }) => ({ name, type, nullable: true }));
  const source = newSource(scope.level, { columns, rows: ONE, relation });
  source.extendedBy.push({ condition: undefined, equal: [], scope });
  return source;
}
