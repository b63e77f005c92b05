/** Whether a statement's conditions imply the predicate of a partial unique index: by saying the same, in the same words. */
import type { Node } from "libpg-query";
import { baseType } from "../catalog.ts";
import type { Expression } from "./bindings.ts";
import { resolve } from "./resolve.ts";
import type { Column, RowSource, Scope } from "./scope.ts";
import { type Bodies, bodyOf, conjunctsOf, findAll, lastWord } from "./tree.ts";
import { TEXT, typeOfName, UNKNOWN, VARCHAR } from "./types.ts";

/** `part` is one of the conditions that the predicate joins by AND. */
export function isImplied(part: Node, source: RowSource, conditions: readonly Expression[]): boolean {
  if (isKnownNotNull(part, source)) return true;
  return conditions.some(({ node, scope }) =>
    conjunctsOf(node).some((conjunct) =>
      isSame(part, conjunct, { source, scope, types: typesIn(part, source, scope) }),
    ),
  );
}

function isKnownNotNull(part: Node, source: RowSource): boolean {
  const test = bodyOf(part, "NullTest");
  if (test?.nulltesttype !== "IS_NOT_NULL") return false;
  const column = ownColumn(test.arg, source);
  return column !== undefined && (!column.nullable || source.level.nonNull.has(column));
}

interface Place {
  readonly source: RowSource;
  readonly scope: Scope;
  /** Of the columns that the predicate is about; text for varchar, which has no operators of its own. */
  readonly types: readonly number[];
}

function typesIn(part: Node, source: RowSource, { context: { catalog } }: Scope): number[] {
  const columns = findAll([part], "ColumnRef").map(({ fields }) => findColumn(source, lastWord(fields)));
  const types = columns.map((column) => baseType(catalog, column?.type ?? UNKNOWN));
  return types.map((type) => (type === VARCHAR ? TEXT : type));
}

/** Compares part by part. The predicate, as Postgres stores it, has casts that nobody writes. */
function isSame(stored: unknown, written: unknown, place: Place): boolean {
  if (typeof stored !== "object" || typeof written !== "object" || stored === null || written === null) {
    return stored === written;
  }
  const column = ownColumn(stored as Node, place.source);
  if (column !== undefined) return column === referredColumn(written as Node, place.scope);
  const cast = bodyOf(stored as Node, "TypeCast");
  if (cast !== undefined && bodyOf(written as Node, "TypeCast") === undefined) {
    return isAddedCast(cast, place) && isSame(cast.arg, written, place);
  }
  const names = fieldsOf(stored);
  return (
    names.length === fieldsOf(written).length &&
    names.every((name) => isSame(fieldOf(stored, name), fieldOf(written, name), place))
  );
}

const fieldsOf = (part: object): string[] =>
  Object.keys(part).filter((name) => !/location$|^(rexpr_)?list_/.test(name));
const fieldOf = (part: object, name: string): unknown => (part as Record<string, unknown>)[name];

/** A constant becomes one of the column's type, a varchar becomes text. */
function isAddedCast({ arg, typeName }: Bodies["TypeCast"], { source, scope, types }: Place): boolean {
  const { catalog } = scope.context;
  const type = typeOfName(catalog, typeName);
  const column = ownColumn(arg, source);
  if (column !== undefined) return type === TEXT && baseType(catalog, column.type) === VARCHAR;
  return bodyOf(arg, "A_Const") !== undefined && types.includes(type);
}

function ownColumn(node: Node | undefined, source: RowSource): Column | undefined {
  const ref = bodyOf(node, "ColumnRef");
  return ref === undefined ? undefined : findColumn(source, lastWord(ref.fields));
}

const findColumn = (source: RowSource, name: string): Column | undefined =>
  source.columns.find((column) => column.name === name);

function referredColumn(node: Node, scope: Scope): Column | undefined {
  const ref = bodyOf(node, "ColumnRef");
  const found = ref === undefined ? undefined : resolve(ref, scope);
  return found?.kind === "column" ? found.column : undefined;
}
