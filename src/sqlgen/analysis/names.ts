/** What Postgres calls a column that has no AS: `FigureColname` in parse_target.c, rule by rule. */
import type { Node, ResTarget } from "libpg-query";
import { applyRule, lastWord, type Rules, wordsOf } from "./tree.ts";

/** A weak name gives way to that of a cast around it. */
interface Name {
  readonly text: string;
  readonly weak: boolean;
}

const strong = (text: string): Name => ({ text, weak: false });
const weak = (text: string): Name => ({ text, weak: true });

/** What a scalar subquery's column is called. */
export type NameOfSubquery = (query: Node) => string | undefined;

const RULES: Rules<Name | undefined, [subquery: NameOfSubquery]> = {
  ColumnRef: ({ fields }) => strong(lastWord(fields)),
  A_Indirection: ({ arg, indirection }, subquery) => {
    const field = wordsOf(indirection).findLast((word) => word !== "");
    return field === undefined ? nameOf(arg, subquery) : strong(field);
  },
  FuncCall: ({ funcname }) => strong(lastWord(funcname)),
  A_Expr: ({ kind }) => (kind === "AEXPR_NULLIF" ? strong("nullif") : undefined),
  TypeCast: ({ arg, typeName }, subquery) => {
    const inner = nameOf(arg, subquery);
    return inner === undefined || inner.weak ? weak(lastWord(typeName?.names)) : inner;
  },
  CollateClause: ({ arg }, subquery) => nameOf(arg, subquery),
  GroupingFunc: () => strong("grouping"),
  MergeSupportFunc: () => strong("merge_action"),
  SubLink: ({ subLinkType, subselect }, subquery) => {
    if (subLinkType === "EXISTS_SUBLINK") return strong("exists");
    if (subLinkType === "ARRAY_SUBLINK") return strong("array");
    const name = subLinkType === "EXPR_SUBLINK" && subselect !== undefined ? subquery(subselect) : undefined;
    return name === undefined ? undefined : strong(name);
  },
  CaseExpr: ({ defresult }, subquery) => {
    const inner = nameOf(defresult, subquery);
    return inner === undefined || inner.weak ? weak("case") : inner;
  },
  A_ArrayExpr: () => strong("array"),
  RowExpr: () => strong("row"),
  CoalesceExpr: () => strong("coalesce"),
  MinMaxExpr: ({ op }) => strong(op === "IS_GREATEST" ? "greatest" : "least"),
  SQLValueFunction: ({ op }) => strong((op ?? "").replace(/^SVFOP_|_N$/g, "").toLowerCase()),
  XmlExpr: ({ op }) =>
    op === "IS_DOCUMENT" ? undefined : strong((op ?? "").replace("IS_", "").toLowerCase()),
  XmlSerialize: () => strong("xmlserialize"),
  JsonParseExpr: () => strong("json"),
  JsonScalarExpr: () => strong("json_scalar"),
  JsonSerializeExpr: () => strong("json_serialize"),
  JsonObjectConstructor: () => strong("json_object"),
  JsonArrayConstructor: () => strong("json_array"),
  JsonArrayQueryConstructor: () => strong("json_array"),
  JsonObjectAgg: () => strong("json_objectagg"),
  JsonArrayAgg: () => strong("json_arrayagg"),
  JsonFuncExpr: ({ op }) => strong((op ?? "").replace("_OP", "").toLowerCase()),
};

export function columnName(target: ResTarget, subquery: NameOfSubquery): string {
  return target.name ?? nameOf(target.val, subquery)?.text ?? "?column?";
}

function nameOf(node: Node | undefined, subquery: NameOfSubquery): Name | undefined {
  if (node === undefined) return undefined;
  return applyRule(RULES, node, subquery);
}
