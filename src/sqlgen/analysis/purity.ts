/** Whether a statement, or an expression, may run any number of times and anywhere: it only reads, and the same again. */
import type { A_Expr, FuncCall, RangeVar } from "libpg-query";
import { type Catalog, findRelation } from "../catalog.ts";
import { findAll, lastWord, walk } from "./tree.ts";

/** Stable within a statement, but another connection has its own. */
const OF_THE_SESSION: ReadonlySet<string> = new Set([
  "current_setting",
  "inet_client_addr",
  "inet_client_port",
  "inet_server_addr",
  "inet_server_port",
  "pg_backend_pid",
  "pg_current_xact_id",
  "pg_current_xact_id_if_assigned",
  "pg_listening_channels",
  "pg_my_temp_schema",
  "txid_current",
  "txid_current_if_assigned",
]);

/** The statement is a SELECT or a part of one. */
export function isPureRead(statement: unknown, catalog: Catalog): boolean {
  let pure = true;
  const refuse = (): boolean => {
    pure = false;
    return false;
  };
  walk(statement, {
    LockingClause: refuse,
    InsertStmt: refuse,
    UpdateStmt: refuse,
    DeleteStmt: refuse,
    MergeStmt: refuse,
    FuncCall: (call) =>
      isVolatileCall(call, catalog) || OF_THE_SESSION.has(lastWord(call.funcname)) ? refuse() : true,
    A_Expr: (expr) => (isVolatileOperator(expr, catalog) ? refuse() : true),
    RangeVar: (range) => (isPureRelation(range, catalog) ? true : refuse()),
  });
  return pure;
}

/** May give another value for every row. A function that the catalog does not know counts. */
export function isVolatile(part: unknown, catalog: Catalog): boolean {
  return (
    findAll(part, "FuncCall").some((call) => isVolatileCall(call, catalog)) ||
    findAll(part, "A_Expr").some((expr) => isVolatileOperator(expr, catalog))
  );
}

const isVolatileCall = ({ funcname }: FuncCall, catalog: Catalog): boolean =>
  catalog.functions.get(lastWord(funcname))?.volatile !== false;

const isVolatileOperator = ({ name }: A_Expr, catalog: Catalog): boolean =>
  catalog.operators.get(lastWord(name))?.volatile === true;

/** An unlogged table is not there on a replica; a foreign one may do anything. */
function isPureRelation({ schemaname, relname = "" }: RangeVar, catalog: Catalog): boolean {
  const relation = findRelation(catalog, schemaname, relname);
  if (relation === undefined) return true;
  if (relation.unlogged || relation.kind === "foreign") return false;
  return relation.definition === undefined || isPureRead(relation.definition, catalog);
}
