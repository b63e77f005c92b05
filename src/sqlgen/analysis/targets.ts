/** The list of columns behind SELECT and RETURNING. */
import type { Node } from "libpg-query";
import { evaluate } from "./expressions.ts";
import { columnName } from "./names.ts";
import { findTable, resolve } from "./resolve.ts";
import { type Column, isNullable, type NamedColumn, type OutputColumn, type Scope } from "./scope.ts";
import { bodyOf, findHere, lastWord, wordsOf } from "./tree.ts";

export interface Target extends OutputColumn {
  /** Where the target is a column of this level and nothing more. */
  readonly column: Column | undefined;
  /** Undefined for a column that a star stands for. */
  readonly node: Node | undefined;
}

export interface Targets {
  readonly list: readonly Target[];
  /** A star stands for columns that are not known. */
  readonly opaque: boolean;
}

export function readTargets(nodes: readonly Node[] = [], scope: Scope): Targets {
  const parts = nodes.map((node) => readTarget(node, scope));
  return { list: parts.flatMap(({ list }) => list), opaque: parts.some(({ opaque }) => opaque) };
}

function readTarget(node: Node, scope: Scope): Targets {
  const target = bodyOf(node, "ResTarget") ?? {};
  const ref = bodyOf(target.val, "ColumnRef");
  const words = wordsOf(ref?.fields);
  if (words.at(-1) === "*") return starTargets(words, scope);
  const isRowStar = bodyOf(target.val, "A_Indirection")?.indirection?.some((part) => bodyOf(part, "A_Star"));
  if (isRowStar === true) return { list: [], opaque: true };
  const name = columnName(target, (query) => scope.context.query(query, scope).columns[0]?.name);
  const found = ref === undefined ? undefined : resolve(ref, scope);
  const column = found?.kind === "column" && found.scope.level === scope.level ? found.column : undefined;
  return { list: [{ ...evaluate(target.val, scope), name, column, node: target.val }], opaque: false };
}

function starTargets(words: readonly string[], scope: Scope): Targets {
  const [, alias, schema] = words.toReversed();
  const table = alias === undefined ? scope : findTable(scope, alias, schema)?.table;
  if (table === undefined) return { list: [], opaque: true };
  return { list: table.columns.map((column) => columnTarget(column, scope)), opaque: table.opaque };
}

const columnTarget = ({ name, column }: NamedColumn, scope: Scope): Target => ({
  name,
  type: column.type,
  nullable: isNullable(column, scope),
  column,
  node: undefined,
});

/** How many functions in the list give several rows for one. */
export function countSetFunctions(nodes: readonly Node[] = [], { context: { catalog } }: Scope): number {
  const calls = findHere(nodes, "FuncCall");
  return calls.filter(({ funcname }) => catalog.functions.get(lastWord(funcname))?.returnsSet !== false)
    .length;
}
