/** Where each column of a statement's result is written, for findings about that column. */
import type { Node, ResTarget } from "libpg-query";
import { fileOffset } from "./parameters.ts";
import { stringOffsets } from "./parse.ts";
import type { Source } from "./source.ts";

/** From a column of the result to its place in the file; the statement's, when `*` or the like hides where it is. */
export function columnOffsets(source: Source, statement: Node, count: number): (index: number) => number {
  const offsets = targetOffsets(statement);
  const toOffset = stringOffsets(source.sent.text);
  return (index) => {
    const byte = offsets.length === count ? offsets[index] : undefined;
    return byte === undefined ? (source.tokens[0]?.start ?? 0) : fileOffset(source.sent, toOffset(byte));
  };
}

/** Offsets count bytes of the text that was parsed. One for each item written: `*` is one item. */
function targetOffsets(statement: Node): number[] {
  return itemsOf(statement).map((item) => item.location ?? 0);
}

function itemsOf(statement: Node): ResTarget[] {
  if ("SelectStmt" in statement) {
    const { larg, targetList } = statement.SelectStmt;
    return larg === undefined ? targetsIn(targetList) : itemsOf({ SelectStmt: larg });
  }
  if ("InsertStmt" in statement) return targetsIn(statement.InsertStmt.returningClause?.exprs);
  if ("UpdateStmt" in statement) return targetsIn(statement.UpdateStmt.returningClause?.exprs);
  if ("DeleteStmt" in statement) return targetsIn(statement.DeleteStmt.returningClause?.exprs);
  if ("MergeStmt" in statement) return targetsIn(statement.MergeStmt.returningClause?.exprs);
  return [];
}

const targetsIn = (list: readonly Node[] = []): ResTarget[] =>
  list.flatMap((node) => ("ResTarget" in node ? [node.ResTarget] : []));
