/** Conditions that fix the value of a column: `column = something` and its relatives. */
import type { A_Expr, Node } from "libpg-query";
import { baseType, type Catalog, PLAIN } from "../catalog.ts";
import { evaluate } from "./expressions.ts";
import { isVolatile } from "./purity.ts";
import { dependencies, resolve } from "./resolve.ts";
import { type Column, type Context, mayBeMissing, type RowSource, type Scope } from "./scope.ts";
import type { Fixed } from "./single.ts";
import { bodyOf, findAll, operatorName } from "./tree.ts";
import { BOOL, equalityFamily, isString, LITERAL, TEXT, UNKNOWN } from "./types.ts";

export interface Binding {
  readonly column: Column;
  /** What it is equal to; undefined for a constant. */
  readonly to: Expression | Column | undefined;
  /** `maybeNull` for IS NULL and IS NOT DISTINCT FROM. */
  readonly kind: "value" | "maybeNull";
}

/** An expression, and the scope in which it is read. */
export interface Expression {
  readonly node: Node;
  readonly scope: Scope;
}

export function bindingsOf(condition: Node, scope: Scope): Binding[] {
  const expr = bodyOf(condition, "A_Expr");
  if (expr !== undefined) return fromOperator(expr, scope);
  const isNull = bodyOf(condition, "NullTest");
  if (isNull !== undefined)
    return isNull.nulltesttype === "IS_NULL" ? constant(isNull.arg, "maybeNull", scope) : [];
  const test = bodyOf(condition, "BooleanTest");
  const isDecided = test?.booltesttype === "IS_TRUE" || test?.booltesttype === "IS_FALSE";
  const negated = bodyOf(condition, "BoolExpr");
  const flag = isDecided ? test.arg : negated?.boolop === "NOT_EXPR" ? negated.args?.[0] : condition;
  return constant(flag, "value", scope).filter(({ column }) => column.type === BOOL);
}

function fromOperator({ kind, name, lexpr, rexpr }: A_Expr, scope: Scope): Binding[] {
  if (operatorName(name) !== "=" || scope.context.catalog.operators.get("=")?.known !== true) return [];
  const items = bodyOf(rexpr, "List")?.items ?? [];
  if (kind === "AEXPR_OP") return equals(lexpr, rexpr, "value", scope);
  if (kind === "AEXPR_NOT_DISTINCT") return equals(lexpr, rexpr, "maybeNull", scope);
  return kind === "AEXPR_IN" && items.length === 1 ? equals(lexpr, items[0], "value", scope) : [];
}

function equals(
  left: Node | undefined,
  right: Node | undefined,
  kind: Binding["kind"],
  scope: Scope,
): Binding[] {
  const [a, b] = [bodyOf(left, "RowExpr")?.args, bodyOf(right, "RowExpr")?.args];
  if (a !== undefined && b !== undefined && kind === "value") {
    return a.flatMap((part, index) => equals(part, b[index], kind, scope));
  }
  return [...oneWay(left, right, kind, scope), ...oneWay(right, left, kind, scope)];
}

function oneWay(
  target: Node | undefined,
  node: Node | undefined,
  kind: Binding["kind"],
  scope: Scope,
): Binding[] {
  const column = columnOf(target, scope);
  return column === undefined || node === undefined ? [] : [{ column, to: { node, scope }, kind }];
}

function constant(target: Node | undefined, kind: Binding["kind"], scope: Scope): Binding[] {
  const column = columnOf(target, scope);
  return column === undefined ? [] : [{ column, to: undefined, kind }];
}

/** A column of this level, as it is: a cast around it may make different values equal. */
export function columnOf(node: Node | undefined, scope: Scope): Column | undefined {
  const ref = bodyOf(node, "ColumnRef");
  const found = ref === undefined ? undefined : resolve(ref, scope);
  return found?.kind === "column" && found.scope.level === scope.level ? found.column : undefined;
}

/** True if what the column is equal to has one value in all rows. */
export function isFixed({ column, to }: Binding, { catalog }: Context, fixed: Fixed): boolean {
  if (to === undefined) return true;
  const other = "node" in to ? columnOf(to.node, to.scope) : to;
  if (other !== undefined) {
    const isKnown = fixed.columns.has(other) && isThereWith(other.source, column.source);
    return (
      (isKnown || fixed.single.has(other.source)) &&
      !mayBeLoose(other, catalog) &&
      hasEqualityOf(column, other.type, catalog)
    );
  }
  return (
    "node" in to && isConstant(to, fixed) && hasEqualityOf(column, evaluate(to.node, to.scope).type, catalog)
  );
}

/** True if no outer join can put NULLs in place of the one row and leave the other. */
const isThereWith = (source: RowSource, other: RowSource): boolean =>
  source.extendedBy.every((join) => source.level.settled.has(join) || other.extendedBy.includes(join));

/** True if comparing the column with that type means the same equality as the column's unique index does, or a finer one. */
function hasEqualityOf(column: Column, type: number, catalog: Catalog): boolean {
  if (type === LITERAL) return true;
  const family = equalityFamily(catalog, type);
  if (family === UNKNOWN || type === PLAIN) return false;
  const isCitext = catalog.types.get(baseType(catalog, column.type))?.name === "citext";
  return equalityFamily(catalog, column.type) === family || (isCitext && family === TEXT);
}

/** True if the expression has one value in all rows; a column also if its values only count as equal. */
export function isFixedExpression(expression: Expression, fixed: Fixed): boolean {
  const column = columnOf(expression.node, expression.scope);
  const isKnown = column !== undefined && fixed.columns.has(column) && !mayBeMissing(column.source);
  return isKnown || isConstant(expression, fixed);
}

function isConstant({ node, scope }: Expression, { single }: Fixed): boolean {
  const { catalog, parameters } = scope.context;
  if (isVolatile(node, catalog) || findAll(node, "CollateClause").length > 0) return false;
  if (findAll(node, "ParamRef").some(({ number = 0 }) => parameters[number - 1]?.list !== false))
    return false;
  const columns = dependencies(node, scope);
  if (columns === undefined || referredColumns(node, scope).some((column) => mayBeLoose(column, catalog)))
    return false;
  // A subquery that runs once for each row may find another first row each time.
  if (columns.length > 0 && findAll(node, "SubLink").length > 0) return false;
  return columns.every(({ source }) => single.has(source));
}

/** Columns of this level and those around it. */
const referredColumns = (node: Node, scope: Scope): Column[] =>
  findAll(node, "ColumnRef").flatMap((ref) => {
    const found = resolve(ref, scope);
    return found?.kind === "column" ? [found.column] : [];
  });

/** Comparing with such a text may find different texts equal that the unique index tells apart. */
const mayBeLoose = ({ loose, source, type }: Column, catalog: Catalog): boolean =>
  loose || (catalog.hasLooseCollations && source.relation === undefined && isString(catalog, type));
