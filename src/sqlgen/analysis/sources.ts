/** Where rows come from: a table, a view, a subquery, a WITH query. */
import type { Alias, RangeSubselect, RangeVar } from "libpg-query";
import { findRelation, type Relation } from "../catalog.ts";
import { MANY, type Rows } from "./rows.ts";
import {
  type Column,
  emptyScope,
  findCte,
  type Level,
  type NamedColumn,
  type NamedTable,
  type Output,
  type RowSource,
  type Scope,
  type SourceKey,
} from "./scope.ts";
import { wordsOf } from "./tree.ts";
import { UNKNOWN } from "./types.ts";

export interface NewSource {
  readonly columns: readonly Pick<Column, "name" | "type" | "nullable">[];
  readonly rows: Rows;
  readonly keys?: (source: RowSource) => readonly SourceKey[];
  readonly lateral?: boolean;
  readonly relation?: Relation;
}

export function newSource(
  level: Level,
  { columns, rows, keys, lateral = false, relation }: NewSource,
): RowSource {
  const own: Column[] = [];
  const source: RowSource = {
    level,
    columns: own,
    extendedBy: [],
    rows,
    keys: () => keys?.(source) ?? [],
    lateral,
    relation,
  };
  const loose = new Set(relation?.columns.filter((column) => column.looseCollation).map(({ name }) => name));
  for (const { name, type, nullable } of columns)
    own.push({ source, name, type, nullable, loose: loose.has(name) });
  return source;
}

/** The name under which a source's columns are asked for; the alias may rename the first of them. */
export function nameSource(
  source: RowSource,
  alias: Alias | undefined,
  name: string,
  opaque = false,
): NamedTable {
  return {
    alias: alias?.aliasname ?? name,
    columns: renamed(
      source.columns.map((column) => ({ name: column.name, column })),
      alias,
    ),
    opaque,
    sources: [source],
  };
}

export function renamed(columns: readonly NamedColumn[], alias: Alias | undefined): NamedColumn[] {
  const names = wordsOf(alias?.colnames);
  return columns.map(({ name, column }, index) => ({ name: names[index] ?? name, column }));
}

/** A table, a view, or what WITH calls so. */
export function rangeTable(range: RangeVar, scope: Scope): { source: RowSource; table: NamedTable } {
  const { schemaname, relname = "", alias } = range;
  const cte = schemaname === undefined ? findCte(scope.ctes, relname) : undefined;
  if (cte !== undefined) return fromOutput(cte, scope.level, alias, relname);
  const relation = findRelation(scope.context.catalog, schemaname, relname);
  if (relation === undefined) return unknownTable(scope.level, alias, relname);
  if (relation.definition !== undefined) return fromView(relation, scope, alias);
  const source = relationSource(relation, scope.level);
  return { source, table: nameSource(source, alias, relname) };
}

/** The stored rows of a relation. */
export function relationSource(relation: Relation, level: Level): RowSource {
  const columns = relation.columns.map(({ name, type, notNull }) => ({ name, type, nullable: !notNull }));
  return newSource(level, {
    columns,
    rows: MANY,
    relation,
    keys: (source) => relationKeys(relation, source),
  });
}

function relationKeys({ keys }: Relation, source: RowSource): SourceKey[] {
  return keys.map((key) => ({
    ...key,
    columns: key.columns.flatMap((name) => source.columns.filter((column) => column.name === name)),
  }));
}

function fromView(relation: Relation, scope: Scope, alias: Alias | undefined) {
  const context = { ...scope.context, parameters: [] };
  const { definition, name } = relation;
  if (definition === undefined) return unknownTable(scope.level, alias, name);
  const output = context.query(definition, emptyScope(context));
  return fromOutput(output, scope.level, alias, name);
}

export function rangeSubselect(
  range: RangeSubselect,
  outer: Scope,
): { source: RowSource; table: NamedTable } {
  const { subquery, alias, lateral } = range;
  if (subquery === undefined) return unknownTable(outer.level, alias, "");
  const output = outer.context.query(subquery, outer);
  return fromOutput(output, outer.level, alias, "", lateral === true);
}

function fromOutput(output: Output, level: Level, alias: Alias | undefined, name: string, lateral = false) {
  const { columns, rows, opaque } = output;
  const keys = (source: RowSource) => (opaque ? [] : outputKeys(output, source));
  const source = newSource(level, { columns, rows, keys, lateral });
  return { source, table: nameSource(source, alias, name, opaque) };
}

function outputKeys(output: Output, source: RowSource): SourceKey[] {
  return output.keys().map(({ columns, nullsEqual }) => ({
    columns: columns.flatMap((index) => source.columns.slice(index, index + 1)),
    nullsEqual,
    predicate: [],
  }));
}

/** Postgres' own tables, and whatever the catalog does not know. */
function unknownTable(level: Level, alias: Alias | undefined, name: string) {
  const columns = wordsOf(alias?.colnames).map((column) => ({ name: column, type: UNKNOWN, nullable: true }));
  const source = newSource(level, { columns, rows: MANY });
  return { source, table: nameSource(source, alias, name, true) };
}
