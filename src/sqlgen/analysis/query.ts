/** Any statement that gives rows: where subqueries and WITH meet SELECT and RETURNING. */
import type { Node } from "libpg-query";
import { insertOutput } from "./insert.ts";
import { deleteOutput, mergeOutput, updateOutput } from "./modify.ts";
import { NOTHING_KNOWN, type Output, type Scope } from "./scope.ts";
import { selectOutput } from "./select.ts";
import { applyRule, type Rules } from "./tree.ts";

const RULES: Rules<Output, [outer: Scope]> = {
  SelectStmt: selectOutput,
  InsertStmt: insertOutput,
  UpdateStmt: updateOutput,
  DeleteStmt: deleteOutput,
  MergeStmt: mergeOutput,
};

/** `outer` is the statement around it, whose columns can be named in it. */
export function queryOutput(node: Node, outer: Scope): Output {
  return applyRule(RULES, node, outer) ?? NOTHING_KNOWN;
}
