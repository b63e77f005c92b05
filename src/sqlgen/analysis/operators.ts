/** Operators that never give NULL for operands that are not NULL; and the other forms that expressions with one have. */
import type { A_Expr, Node } from "libpg-query";
import { evaluate } from "./expressions.ts";
import { words } from "./functions.ts";
import type { Scope } from "./scope.ts";
import { bodyOf, operatorName } from "./tree.ts";
import { arithmeticType, BOOL, commonType, isGeometric, JSONB, TEXT, UNKNOWN, type Value } from "./types.ts";

export const COMPARISONS: ReadonlySet<string> = new Set(
  words("= <> != < <= > >= ~~ !~~ ~~* !~~* ~ ~* !~ !~* ^@ @> <@ && ? ?| ?&"),
);

/** `->`, `->>`, `#>`, `#>>`, `@?` and `@@` are not here: nothing may be there. functions.test.ts tries the others. */
export const COMPUTATIONS: ReadonlySet<string> = new Set(words("+ - * / % ^ || |/ ||/ @ & | # << >> #-"));

/** True if all operators of that name are ones that are known not to give NULL for operands that are not. */
export function isTotal(name: string | undefined, scope: Scope): name is string {
  if (name === undefined || !(COMPARISONS.has(name) || COMPUTATIONS.has(name))) return false;
  return scope.context.catalog.operators.get(name)?.known === true;
}

/** True if the operator gives NULL, and so not true, as soon as an operand is NULL. */
export function isStrict(name: string | undefined, scope: Scope): boolean {
  return name !== undefined && scope.context.catalog.operators.get(name)?.strict === true;
}

const HANDLERS: Readonly<Record<NonNullable<A_Expr["kind"]>, (expr: A_Expr, scope: Scope) => Value>> = {
  AEXPR_OP: operation,
  AEXPR_OP_ANY: comparesElements,
  AEXPR_OP_ALL: comparesElements,
  AEXPR_DISTINCT: () => ({ nullable: false, type: BOOL }),
  AEXPR_NOT_DISTINCT: () => ({ nullable: false, type: BOOL }),
  AEXPR_NULLIF: ({ lexpr }, scope) => ({ nullable: true, type: evaluate(lexpr, scope).type }),
  AEXPR_IN: comparesList,
  AEXPR_LIKE: operation,
  AEXPR_ILIKE: operation,
  AEXPR_SIMILAR: operation,
  AEXPR_BETWEEN: comparesRange,
  AEXPR_NOT_BETWEEN: comparesRange,
  AEXPR_BETWEEN_SYM: comparesRange,
  AEXPR_NOT_BETWEEN_SYM: comparesRange,
};

export function operatorValue(expr: A_Expr, scope: Scope): Value {
  return HANDLERS[expr.kind ?? "AEXPR_OP"](expr, scope);
}

function operation({ name, lexpr, rexpr }: A_Expr, scope: Scope): Value {
  const operator = operatorName(name);
  const operands = [lexpr, rexpr].flatMap((operand) => (operand === undefined ? [] : [operand]));
  const values = operands.map((operand) => evaluate(operand, scope));
  const type = resultType(operator ?? "", values, scope);
  if (!isTotal(operator, scope) || operands.some((operand) => isNullRow(operand, scope)))
    return { nullable: true, type };
  const geometric =
    COMPUTATIONS.has(operator) && values.some((value) => isGeometric(scope.context.catalog, value.type));
  return { nullable: geometric || values.some(({ nullable }) => nullable), type };
}

/** `(a, b) = (c, d)` compares the parts, so it is NULL if one of them is, though `(a, b)` never is. */
const isNullRow = (operand: Node, scope: Scope): boolean =>
  bodyOf(operand, "RowExpr")?.args?.some((part) => evaluate(part, scope).nullable) === true;

function resultType(operator: string, values: readonly Value[], scope: Scope): number {
  if (COMPARISONS.has(operator) && values.length === 2 && operator !== "&&") return BOOL;
  const [left = UNKNOWN, right = left] = values.map(({ type }) => type);
  if ("+-*/%".includes(operator)) return arithmeticType(scope.context.catalog, left, right);
  if (operator !== "||") return UNKNOWN;
  const common = commonType([left, right]);
  return common === TEXT || common === JSONB ? common : left === TEXT || right === TEXT ? TEXT : UNKNOWN;
}

/** `x = ANY (array)`: a NULL among the elements makes the answer NULL. */
function comparesElements({ name, lexpr, rexpr }: A_Expr, scope: Scope): Value {
  const elements = bodyOf(rexpr, "A_ArrayExpr")?.elements;
  const operands = elements === undefined || lexpr === undefined ? undefined : [lexpr, ...elements];
  return comparison(name, operands, scope);
}

function comparesList({ name, lexpr, rexpr }: A_Expr, scope: Scope): Value {
  const items = bodyOf(rexpr, "List")?.items ?? [];
  return comparison(name, lexpr === undefined ? undefined : [lexpr, ...items], scope);
}

function comparesRange({ lexpr, rexpr }: A_Expr, scope: Scope): Value {
  const bounds = bodyOf(rexpr, "List")?.items ?? [];
  const operands = lexpr === undefined ? undefined : [lexpr, ...bounds];
  const known = ["<", "<=", ">", ">="].every((operator) => isTotal(operator, scope));
  return { nullable: !known || isAnyNull(operands, scope), type: BOOL };
}

const comparison = (name: A_Expr["name"], operands: readonly Node[] | undefined, scope: Scope): Value => ({
  nullable: !isTotal(operatorName(name), scope) || isAnyNull(operands, scope),
  type: BOOL,
});

const isAnyNull = (operands: readonly Node[] | undefined, scope: Scope): boolean =>
  operands === undefined ||
  operands.some((operand) => evaluate(operand, scope).nullable || isNullRow(operand, scope));
