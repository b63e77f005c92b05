/** Whether a statement, or an expression, may run any number of times and anywhere: it only reads, and the same again. */
import { type Catalog, findRelation, type Relation } from "../catalog.ts";
import { findAll, lastWord, operatorName, walk } from "./tree.ts";

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

/** Locks, writes and new tables; INTO is a field of SELECT. */
const NOT_READING: ReadonlySet<string> = new Set([
  "LockingClause",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "IntoClause",
]);

export function isPureRead(statement: unknown, catalog: Catalog): boolean {
  let pure = true;
  walk(statement, (kind, body) => {
    if (NOT_READING.has(kind) || "intoClause" in body) pure = false;
    return pure;
  });
  return (
    pure &&
    !isVolatile(statement, catalog) &&
    !hasSessionState(statement) &&
    relationsArePure(statement, catalog)
  );
}

/** May give another value for every row. A function or an operator that the catalog does not know counts. */
export function isVolatile(part: unknown, catalog: Catalog): boolean {
  return (
    findAll(part, "FuncCall").some(
      ({ funcname }) => catalog.functions.get(lastWord(funcname))?.volatile !== false,
    ) ||
    findAll(part, "A_Expr").some(({ kind, name }) => isVolatileOperator(kind, operatorName(name), catalog))
  );
}

function isVolatileOperator(kind: string | undefined, name: string | undefined, catalog: Catalog): boolean {
  if (kind?.includes("BETWEEN") === true || name === undefined) return false;
  return catalog.operators.get(name)?.volatile === true;
}

const hasSessionState = (part: unknown): boolean =>
  findAll(part, "FuncCall").some(({ funcname }) => OF_THE_SESSION.has(lastWord(funcname)));

function relationsArePure(part: unknown, catalog: Catalog): boolean {
  return findAll(part, "RangeVar").every(({ schemaname, relname = "" }) => {
    const relation = findRelation(catalog, schemaname, relname);
    return relation === undefined || isPureRelation(relation, catalog);
  });
}

/** An unlogged table is not there on a replica; a foreign one may do anything. */
function isPureRelation({ kind, unlogged, definition }: Relation, catalog: Catalog): boolean {
  if (unlogged || kind === "foreign") return false;
  return definition === undefined || isPureRead(definition, catalog);
}
