/** Any statement that gives rows: where subqueries and WITH meet SELECT and RETURNING. */
import type { Node } from "libpg-query";
import { insertOutput } from "./insert.ts";
import { deleteOutput, mergeOutput, updateOutput } from "./modify.ts";
import { MANY } from "./rows.ts";
import type { Output, Scope } from "./scope.ts";
import { selectOutput } from "./select.ts";
import { type Bodies, bodyOf, kindOf } from "./tree.ts";

const RULES: { readonly [K in keyof Bodies]?: (body: Bodies[K], outer: Scope) => Output } = {
  SelectStmt: selectOutput,
  InsertStmt: insertOutput,
  UpdateStmt: updateOutput,
  DeleteStmt: deleteOutput,
  MergeStmt: mergeOutput,
};

/** `outer` is the statement around it, whose columns can be named in it. */
export function queryOutput(node: Node, outer: Scope): Output {
  const kind = kindOf(node);
  const rule = RULES[kind] as ((body: unknown, outer: Scope) => Output) | undefined;
  return rule?.(bodyOf(node, kind), outer) ?? { columns: [], opaque: true, rows: MANY, keys: () => [] };
}
