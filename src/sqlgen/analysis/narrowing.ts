/**
 * What a condition says about NULLs: where `a.x = b.y` is true, neither is NULL. And if a column of the missing side of
 * an outer join is not NULL, then that side is not missing: the join is an inner one, for the rows that stay.
 */
import type { A_Expr, Node, SubLink } from "libpg-query";
import { baseType } from "../catalog.ts";
import { evaluate } from "./expressions.ts";
import { isStrict } from "./operators.ts";
import { resolve } from "./resolve.ts";
import type { Column, OuterJoin, Scope } from "./scope.ts";
import { type Bodies, bodyOf, lastWord, operatorName } from "./tree.ts";
import { isOwnCast, typeOfName, UNKNOWN } from "./types.ts";

/** Columns of the scope's level that are not NULL wherever the condition is true. */
function whenTrue(node: Node | undefined, scope: Scope): Column[] {
  const bool = bodyOf(node, "BoolExpr");
  const test = bodyOf(node, "BooleanTest");
  const isNull = bodyOf(node, "NullTest");
  if (bool?.boolop === "AND_EXPR") return (bool.args ?? []).flatMap((arg) => whenTrue(arg, scope));
  if (bool?.boolop === "OR_EXPR") return common((bool.args ?? []).map((arg) => whenTrue(arg, scope)));
  if (bool?.boolop === "NOT_EXPR") return whenFalse(bool.args?.[0], scope);
  if (test?.booltesttype === "IS_TRUE") return whenTrue(test.arg, scope);
  if (test?.booltesttype === "IS_FALSE") return whenFalse(test.arg, scope);
  if (test?.booltesttype === "IS_NOT_UNKNOWN") return required(test.arg, scope);
  if (isNull?.nulltesttype === "IS_NOT_NULL") return required(isNull.arg, scope);
  return [...whenComparedTrue(node, scope), ...required(node, scope)];
}

/** The same where it is false. */
function whenFalse(node: Node | undefined, scope: Scope): Column[] {
  const bool = bodyOf(node, "BoolExpr");
  const isNull = bodyOf(node, "NullTest");
  if (bool?.boolop === "OR_EXPR") return (bool.args ?? []).flatMap((arg) => whenFalse(arg, scope));
  if (bool?.boolop === "AND_EXPR") return common((bool.args ?? []).map((arg) => whenFalse(arg, scope)));
  if (bool?.boolop === "NOT_EXPR") return whenTrue(bool.args?.[0], scope);
  if (isNull?.nulltesttype === "IS_NULL") return required(isNull.arg, scope);
  return required(node, scope);
}

/** Inside of a branch of CASE: its own condition is true, those before it are not. */
export function assume(
  condition: Node | undefined,
  before: readonly (Node | undefined)[],
  scope: Scope,
): Scope {
  const columns = [...whenTrue(condition, scope), ...before.flatMap((other) => whenNotTrue(other, scope))];
  return { ...scope, assumed: new Set([...scope.assumed, ...columns]) };
}

/** The same where it is false or NULL: little, as NULL mostly comes from NULL. */
function whenNotTrue(node: Node | undefined, scope: Scope): Column[] {
  const bool = bodyOf(node, "BoolExpr");
  if (bool?.boolop === "OR_EXPR") return (bool.args ?? []).flatMap((arg) => whenNotTrue(arg, scope));
  return bodyOf(node, "NullTest") === undefined ? [] : whenFalse(node, scope);
}

const common = ([first = [], ...others]: Column[][]): Column[] =>
  first.filter((column) => others.every((columns) => columns.includes(column)));

/** Comparisons with several values are not NULL as a whole as soon as one of them decides. */
function whenComparedTrue(node: Node | undefined, scope: Scope): Column[] {
  const expr = bodyOf(node, "A_Expr");
  const link = bodyOf(node, "SubLink");
  if (expr?.kind === "AEXPR_IN" || expr?.kind === "AEXPR_OP_ANY") {
    return isStrict(operatorName(expr.name), scope) ? required(expr.lexpr, scope) : [];
  }
  if (expr?.kind === "AEXPR_BETWEEN" || expr?.kind === "AEXPR_BETWEEN_SYM") {
    return isStrict(">=", scope) && isStrict("<=", scope) ? required(expr.lexpr, scope) : [];
  }
  if (expr?.kind === "AEXPR_NOT_DISTINCT") return whenSame(expr, scope);
  return link?.subLinkType === "ANY_SUBLINK" ? whenFound(link, scope) : [];
}

function whenSame({ lexpr, rexpr }: A_Expr, scope: Scope): Column[] {
  if (!evaluate(rexpr, scope).nullable) return required(lexpr, scope);
  return evaluate(lexpr, scope).nullable ? [] : required(rexpr, scope);
}

function whenFound({ operName, testexpr }: SubLink, scope: Scope): Column[] {
  const operator = operatorName(operName) ?? "=";
  const row = bodyOf(testexpr, "RowExpr")?.args;
  if (!isStrict(operator, scope) || (row !== undefined && operator !== "=")) return [];
  return (row ?? [testexpr]).flatMap((part) => required(part, scope));
}

/** Columns that are not NULL wherever the expression is not. */
function required(node: Node | undefined, scope: Scope): Column[] {
  const ref = bodyOf(node, "ColumnRef");
  if (ref !== undefined) {
    const found = resolve(ref, scope);
    return found?.kind === "column" && found.scope.level === scope.level ? [found.column] : [];
  }
  return requiredOperands(node, scope).flatMap((operand) => required(operand, scope));
}

function requiredOperands(node: Node | undefined, scope: Scope): (Node | undefined)[] {
  const expr = bodyOf(node, "A_Expr");
  const call = bodyOf(node, "FuncCall");
  const cast = bodyOf(node, "TypeCast");
  if (cast !== undefined) return isStrictCast(cast, scope) ? [cast.arg] : [];
  if (expr !== undefined) return isPlainOperation(expr, scope) ? rowParts(expr) : [];
  return call !== undefined && isStrictCall(call, scope) ? (call.args ?? []) : [];
}

function isPlainOperation({ kind, name }: A_Expr, scope: Scope): boolean {
  if (!["AEXPR_OP", "AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_SIMILAR"].includes(kind ?? "")) return false;
  return isStrict(operatorName(name), scope);
}

/**
 * `(a, b) = (c, d)` is true where all parts are equal; with `<` and the like the first ones may decide. A row next to a
 * composite value is compared as one value, and NULLs in it as equal.
 */
function rowParts({ name, lexpr, rexpr }: A_Expr): (Node | undefined)[] {
  const [left, right] = [bodyOf(lexpr, "RowExpr")?.args, bodyOf(rexpr, "RowExpr")?.args];
  if (left === undefined && right === undefined) return [lexpr, rexpr];
  if (left === undefined || right === undefined) return [];
  const operator = lastWord(name);
  if (operator === "=") return [...left, ...right];
  return ["<", "<=", ">", ">="].includes(operator) ? [left[0], right[0]] : [];
}

function isStrictCast({ typeName }: Bodies["TypeCast"], { context: { catalog } }: Scope): boolean {
  return !isOwnCast(catalog, UNKNOWN, baseType(catalog, typeOfName(catalog, typeName)));
}

function isStrictCall(call: Bodies["FuncCall"], scope: Scope): boolean {
  const facts = scope.context.catalog.functions.get(lastWord(call.funcname));
  return facts?.strict === true && !facts.aggregate && !facts.returnsSet && call.over === undefined;
}

/** Takes note of what holds for all rows of the level from here on. `among` narrows it to one side of a join. */
export function holds(
  condition: Node | undefined,
  scope: Scope,
  among: (column: Column) => boolean = () => true,
): void {
  for (const column of whenTrue(condition, scope)) if (among(column)) isThere(column, scope);
}

/** The column is not NULL in any row of the level, and so neither is its table missing. */
export function isThere(column: Column, scope: Scope): void {
  scope.level.nonNull.add(column);
  for (const join of column.source.extendedBy) settle(join, scope);
}

/** The missing side is there, so the join's own condition is true. */
function settle(join: OuterJoin, scope: Scope): void {
  if (scope.level.settled.has(join)) return;
  scope.level.settled.add(join);
  holds(join.condition, join.scope);
  for (const column of join.equal) isThere(column, scope);
}
