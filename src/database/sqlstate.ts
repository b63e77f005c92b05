/**
 * From what a driver or the pool reports to a DbError: which of Postgres' codes mean what to a caller.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
import type { Fault } from "./driver.ts";
import { DbError, type DbErrorKind } from "./errors.ts";

/** Lost a race: the whole transaction may be run again (serialization failure, deadlock). */
const RACES: ReadonlySet<string> = new Set(["40001", "40P01"]);

const byState: Readonly<Record<string, DbErrorKind>> = {
  "25006": "unavailable", // read_only_sql_transaction: this server became a standby
  "25P03": "timeout", // idle_in_transaction_session_timeout
  "25P04": "timeout", // transaction_timeout
  "40001": "conflict",
  "40P01": "conflict",
  "55P03": "conflict", // lock_not_available
  "57014": "timeout", // query_canceled
  "57P01": "unavailable", // admin_shutdown
  "57P02": "unavailable", // crash_shutdown
  "57P03": "unavailable", // cannot_connect_now
  "57P05": "unavailable", // idle_session_timeout
};

const byClass: Readonly<Record<string, DbErrorKind>> = {
  "08": "unavailable", // connection exception
  "22": "input",
  "23": "constraint",
  "53": "unavailable", // insufficient resources: connections, memory, disk
};

const RETRYABLE: ReadonlySet<DbErrorKind> = new Set(["unavailable", "timeout", "conflict"]);

export function kindOf({ sqlstate, lost }: Fault): DbErrorKind {
  if (sqlstate === undefined) return lost ? "unavailable" : "internal";
  return byState[sqlstate] ?? byClass[sqlstate.slice(0, 2)] ?? "internal";
}

/**
 * An error of the server or the connection, for the query of this title. A server's own error is no `cause`: it has
 * no stack, and its `detail` is data ("Failing row contains …") that would end in a log.
 */
export function databaseError(title: string, fault: Fault, cause: unknown): DbError {
  const kind = kindOf(fault);
  const { sqlstate, constraint, table, column, hint } = fault;
  const facts = { kind, title, sqlstate, constraint, table, column, hint, retryable: RETRYABLE.has(kind) };
  return sqlstate === undefined
    ? new DbError(fault.message, { ...facts, cause })
    : new DbError(kind === "input" ? withoutValues(fault.message) : fault.message, facts);
}

/** `invalid input syntax for type integer: "…"`: what was sent is between the quotes. */
const withoutValues = (message: string): string => message.replace(/".*"/s, '"…"');

/** Whether this error, or what caused it, is a lost race that only running the transaction again can mend. */
export function isRace(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof DbError && RACES.has(at.sqlstate ?? "")) return true;
  }
  return false;
}
