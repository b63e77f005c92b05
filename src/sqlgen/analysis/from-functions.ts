/** Functions in FROM: how many rows, and the columns they have. */
import type { Node, RangeFunction } from "libpg-query";
import { baseType, PLAIN } from "../catalog.ts";
import { setValue } from "./calls.ts";
import { evaluate } from "./expressions.ts";
import { ROW_FUNCTIONS } from "./functions.ts";
import { MANY, ONE, type Rows } from "./rows.ts";
import type { Column, Level, NamedTable, RowSource, Scope } from "./scope.ts";
import { nameSource, newSource } from "./sources.ts";
import { type Bodies, bodyOf, findAll, lastWord, wordsOf } from "./tree.ts";
import { INT8, TEXT, typeOfName, UNKNOWN } from "./types.ts";

type NewColumn = Pick<Column, "name" | "type" | "nullable">;

interface FunctionRows {
  readonly columns: readonly NewColumn[];
  /** There may be other columns than those. */
  readonly opaque: boolean;
  readonly rows: Rows;
}

/** `outer` shows what stands before the function in FROM. */
export function rangeFunction(range: RangeFunction, outer: Scope): { source: RowSource; table: NamedTable } {
  const { functions = [], coldeflist, alias, ordinality } = range;
  const items = functions.map((item) => bodyOf(item, "List")?.items ?? []);
  const results = items.map(([call, definitions]) => {
    const definedHere = bodyOf(definitions, "List")?.items ?? coldeflist;
    return functionRows(call, definedHere, outer, items.length === 1 ? alias?.aliasname : undefined);
  });
  const joined = results.length === 1 ? results[0] : sideBySide(results);
  const { columns, opaque, rows } = joined ?? { columns: [], opaque: true, rows: MANY };
  const counted =
    ordinality === true ? [...columns, { name: "ordinality", type: INT8, nullable: false }] : columns;
  const name = lastWord(bodyOf(items[0]?.[0], "FuncCall")?.funcname);
  const named = opaque ? wordsOf(alias?.colnames).map(unknownColumn) : counted;
  const source = newSource(outer.level, { columns: named, rows, lateral: true });
  return { source, table: nameSource(source, alias, name, opaque) };
}

const unknownColumn = (name: string): NewColumn => ({ name, type: UNKNOWN, nullable: true });

/** ROWS FROM (a(), b()): the shorter one is filled up with NULLs. */
const sideBySide = (results: readonly FunctionRows[]): FunctionRows => ({
  columns: results.flatMap(({ columns }) => columns.map((column) => ({ ...column, nullable: true }))),
  opaque: results.some(({ opaque }) => opaque),
  rows: results.every(({ rows }) => rows === ONE) ? ONE : MANY,
});

function functionRows(
  node: Node | undefined,
  definitions: readonly Node[] | undefined,
  outer: Scope,
  alias: string | undefined,
): FunctionRows {
  const call = bodyOf(node, "FuncCall");
  if (call === undefined) return { columns: [], opaque: true, rows: MANY };
  const name = lastWord(call.funcname);
  const facts = outer.context.catalog.functions.get(name);
  const rows = facts === undefined || facts.returnsSet ? MANY : ONE;
  if (definitions !== undefined)
    return { columns: definitions.map((column) => defined(column, outer)), opaque: false, rows };
  const known = facts?.known === true ? ROW_FUNCTIONS.get(name) : undefined;
  if (known !== undefined) return { columns: known.map(markedColumn), opaque: false, rows };
  if (name === "unnest") return { ...unnested(call, outer, alias ?? name), rows };
  const value = setValue(call, outer);
  // A function of somebody's own may give its column a name of its own.
  if (facts?.known !== true || !isScalar(value.type, outer)) return { columns: [], opaque: true, rows };
  return { columns: [{ ...value, name: alias ?? name }], opaque: false, rows };
}

function defined(node: Node, outer: Scope): NewColumn {
  const { colname = "", typeName } = bodyOf(node, "ColumnDef") ?? {};
  return { name: colname, type: typeOfName(outer.context.catalog, typeName), nullable: true };
}

const markedColumn = (name: string): NewColumn => ({
  name: name.replace("?", ""),
  type: name.startsWith("key") ? TEXT : UNKNOWN,
  nullable: name.endsWith("?"),
});

/** An array may hold NULLs. One of composites gives all their columns. */
function unnested(call: Bodies["FuncCall"], outer: Scope, name: string): Omit<FunctionRows, "rows"> {
  const { catalog } = outer.context;
  const arrays = (call.args ?? []).map((arg) => baseType(catalog, evaluate(arg, outer).type));
  const elements = arrays.map((array) => catalog.types.get(array)?.element ?? UNKNOWN);
  const columns = elements.map((type) => ({
    name: elements.length === 1 ? name : "unnest",
    type,
    nullable: true,
  }));
  return { columns, opaque: !elements.every((type) => isScalar(type, outer)) };
}

/** One value and not a row of several. */
function isScalar(type: number, { context: { catalog } }: Scope): boolean {
  const kind = catalog.types.get(baseType(catalog, type))?.kind;
  return type === PLAIN || (kind !== undefined && kind !== "composite" && kind !== "pseudo");
}

/** XMLTABLE and JSON_TABLE: every column may be NULL. */
export function rangeOfPaths(range: Bodies["JsonTable"] | Bodies["RangeTableFunc"], level: Level) {
  const names = [
    ...findAll(range.columns, "JsonTableColumn").map(({ name }) => name),
    ...findAll(range.columns, "RangeTableFuncCol").map(({ colname }) => colname),
  ];
  const columns = names.flatMap((name) => (name === undefined ? [] : [unknownColumn(name)]));
  const source = newSource(level, { columns, rows: MANY, lateral: true });
  return { source, table: nameSource(source, range.alias, "xmltable", true) };
}
