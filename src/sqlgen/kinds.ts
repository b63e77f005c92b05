/** Which verbs a statement may have in its title: what it changes counts, wherever in the statement that happens. */
import type { Node } from "libpg-query";
import type { Verb } from "../database/query.ts";
import type { StatementKind } from "./analysis/analysis.ts";

export const VERBS: Readonly<Partial<Record<StatementKind, Verb>>> = {
  SELECT: "Fetch",
  INSERT: "Insert",
  UPDATE: "Modify",
  MERGE: "Modify",
  DELETE: "Destroy",
};

/**
 * What the statement is by its effects. A SELECT over `WITH … AS (INSERT …)` is an INSERT: it only says what came of it.
 * Postgres allows statements that write in the outermost WITH alone.
 */
export function effectsOf(statement: Node, kind: StatementKind): StatementKind[] {
  if (kind !== "SELECT" || !("SelectStmt" in statement)) return [kind];
  const queries = statement.SelectStmt.withClause?.ctes ?? [];
  const writes = queries.flatMap((node) =>
    "CommonTableExpr" in node ? writeKind(node.CommonTableExpr.ctequery) : [],
  );
  return writes.length === 0 ? [kind] : [...new Set(writes)];
}

function writeKind(query: Node | undefined): StatementKind[] {
  if (query === undefined) return [];
  if ("InsertStmt" in query) return ["INSERT"];
  if ("UpdateStmt" in query) return ["UPDATE"];
  if ("DeleteStmt" in query) return ["DELETE"];
  return "MergeStmt" in query ? ["MERGE"] : [];
}
