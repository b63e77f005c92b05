/** Whether an expression can be NULL, and its type: one rule for each kind of node. A kind without a rule can be NULL. */
import type { A_Const, ColumnRef, Node, ParamRef, SubLink } from "libpg-query";
import { callValue } from "./calls.ts";
import { assume } from "./narrowing.ts";
import { isTotal, operatorValue } from "./operators.ts";
import { isFoundNullable, resolve } from "./resolve.ts";
import type { Scope } from "./scope.ts";
import { applyRule, type Bodies, bodyOf, operatorName, type Rules } from "./tree.ts";
import {
  BOOL,
  castMayLose,
  commonType,
  INT4,
  INT8,
  LITERAL,
  NUMERIC,
  typeOfName,
  UNKNOWN,
  type Value,
} from "./types.ts";

const NULL: Value = { nullable: true, type: UNKNOWN };
const notNull = (type: number): Value => ({ nullable: false, type });

const RULES: Rules<Value, [scope: Scope]> = {
  A_Const: constantValue,
  ParamRef: parameterValue,
  ColumnRef: columnValue,
  FuncCall: callValue,
  A_Expr: operatorValue,
  SubLink: subqueryValue,
  BoolExpr: ({ args }, scope) => ({ nullable: anyNullable(args, scope), type: BOOL }),
  NullTest: () => notNull(BOOL),
  BooleanTest: () => notNull(BOOL),
  TypeCast: castValue,
  CollateClause: ({ arg }, scope) => evaluate(arg, scope),
  NamedArgExpr: ({ arg }, scope) => evaluate(arg, scope),
  CoalesceExpr: ({ args }, scope) => firstKnown(args, scope),
  MinMaxExpr: ({ args }, scope) => firstKnown(args, scope),
  CaseExpr: caseValue,
  A_ArrayExpr: arrayValue,
  RowExpr: () => notNull(UNKNOWN),
  GroupingFunc: () => notNull(INT4),
  MergeSupportFunc: () => notNull(UNKNOWN),
  SQLValueFunction: ({ op }) => ({ nullable: op === "SVFOP_CURRENT_SCHEMA", type: UNKNOWN }),
  JsonObjectConstructor: () => notNull(UNKNOWN),
  JsonArrayConstructor: () => notNull(UNKNOWN),
  JsonIsPredicate: ({ expr }, scope) => ({ nullable: evaluate(expr, scope).nullable, type: BOOL }),
};

export function evaluate(node: Node | undefined, scope: Scope): Value {
  if (node === undefined) return NULL;
  return applyRule(RULES, node, scope) ?? NULL;
}

function constantValue(constant: A_Const): Value {
  if (constant.isnull === true) return { nullable: true, type: LITERAL };
  if (constant.ival !== undefined) return notNull(INT4);
  if (constant.boolval !== undefined) return notNull(BOOL);
  if (constant.fval !== undefined) return notNull(isWhole(constant.fval.fval) ? INT8 : NUMERIC);
  return notNull(constant.sval === undefined ? UNKNOWN : LITERAL);
}

/** Whole numbers too big for int4 arrive as fractions do. */
const isWhole = (digits: string | undefined): boolean => /^\d{1,18}$/.test(digits ?? "");

function parameterValue({ number = 0 }: ParamRef, { context }: Scope): Value {
  const { nullable, type } = context.parameters[number - 1] ?? NULL;
  return { nullable, type };
}

function arrayValue({ elements = [] }: Bodies["A_ArrayExpr"], scope: Scope): Value {
  const element = commonType(elements.map((item) => evaluate(item, scope).type));
  return notNull(scope.context.catalog.arrays.get(element) ?? UNKNOWN);
}

function columnValue(ref: ColumnRef, scope: Scope): Value {
  const found = resolve(ref, scope);
  return { nullable: isFoundNullable(found), type: found?.kind === "column" ? found.column.type : UNKNOWN };
}

function castValue({ arg, typeName }: Bodies["TypeCast"], scope: Scope): Value {
  const { catalog } = scope.context;
  const from = evaluate(arg, scope);
  const type = typeOfName(catalog, typeName);
  return { nullable: from.nullable || castMayLose(catalog, from.type, type), type };
}

/** COALESCE, GREATEST and LEAST: NULL only if all are. */
function firstKnown(args: readonly Node[] = [], scope: Scope): Value {
  const values = args.map((arg) => evaluate(arg, scope));
  return {
    nullable: values.every(({ nullable }) => nullable),
    type: commonType(values.map(({ type }) => type)),
  };
}

/** A branch is taken only where its condition is true and those before are not; `CASE x WHEN y` has no conditions. */
function caseValue({ arg, args = [], defresult }: Bodies["CaseExpr"], scope: Scope): Value {
  const branches = args.map((branch) => bodyOf(branch, "CaseWhen") ?? {});
  const conditions = arg === undefined ? branches.map(({ expr }) => expr) : [];
  const values = [...branches.map(({ result }) => result), defresult].map((result, index) =>
    evaluate(result, assume(conditions[index], conditions.slice(0, index), scope)),
  );
  return {
    nullable: values.some(({ nullable }) => nullable),
    type: commonType(values.map(({ type }) => type)),
  };
}

function subqueryValue(link: SubLink, scope: Scope): Value {
  if (link.subLinkType === "EXISTS_SUBLINK") return notNull(BOOL);
  if (link.subLinkType === "ARRAY_SUBLINK") return notNull(UNKNOWN);
  if (link.subselect === undefined) return NULL;
  const { columns, opaque, rows } = scope.context.query(link.subselect, scope);
  const nullable = opaque || columns.some((column) => column.nullable);
  if (link.subLinkType === "EXPR_SUBLINK") {
    return { nullable: nullable || rows.min === 0, type: columns[0]?.type ?? UNKNOWN };
  }
  if (link.subLinkType !== "ANY_SUBLINK" && link.subLinkType !== "ALL_SUBLINK") return NULL;
  const known = isTotal(operatorName(link.operName) ?? "=", scope);
  return { nullable: nullable || !known || anyNullable(rowParts(link.testexpr), scope), type: BOOL };
}

/** `(a, b) IN (SELECT …)` compares part by part. */
const rowParts = (node: Node | undefined): readonly (Node | undefined)[] =>
  bodyOf(node, "RowExpr")?.args ?? [node];

const anyNullable = (nodes: readonly (Node | undefined)[] = [], scope: Scope): boolean =>
  nodes.some((node) => evaluate(node, scope).nullable);
