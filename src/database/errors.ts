/**
 * What can go wrong between a repository and Postgres, as one class with the facts that callers decide by. Messages
 * are made to be logged: they hold titles and names, never values.
 */

export type DbErrorKind =
  /** No connection could be had, or it was lost: worth another try in a moment. */
  | "unavailable"
  /** The time that was allowed ran out, and the statement was cancelled. */
  | "timeout"
  /** Lost a race against another transaction: serialization failure, deadlock, lock not available. */
  | "conflict"
  /** A constraint was violated; `constraint` says which. */
  | "constraint"
  /** A value that Postgres cannot take: not a number, too long, out of range. */
  | "input"
  /** The query found fewer or more rows than it claims. */
  | "cardinality"
  /** The database was used wrongly: a transaction after its end, a pool that is closed. */
  | "usage"
  /** Everything else: a mistake in the SQL, a missing table or right, a fault of the server. */
  | "internal";

export interface DbErrorDetails {
  readonly kind: DbErrorKind;
  /** The query's title; "transaction", "listen" or "ping" where there is no query. */
  readonly title: string;
  readonly sqlstate?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly hint?: string | undefined;
  /** Doing the same again can succeed. Says nothing about whether the first try had its effect. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class DbError extends Error {
  readonly kind: DbErrorKind;
  readonly title: string;
  readonly sqlstate: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  /** Postgres' advice, where it has one. */
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(message: string, details: DbErrorDetails) {
    super(`${details.title}: ${message}`, { cause: details.cause });
    this.name = "DbError";
    this.kind = details.kind;
    this.title = details.title;
    this.sqlstate = details.sqlstate;
    this.constraint = details.constraint;
    this.table = details.table;
    this.column = details.column;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
  }
}

/** A query found fewer or more rows than it claims: a wrong `@returns`, or `one` of something that is not there. */
export class CardinalityError extends DbError {
  constructor(title: string, expected: string, found: number) {
    super(`expected ${expected}, found ${found}`, { kind: "cardinality", title });
    this.name = "CardinalityError";
  }
}

/**
 * For `catch`: turns the violation of one constraint into the error that the domain has for it, and lets everything
 * else through. `await insertUser(db, …).catch(onConstraint("users_email_key", () => new AppError("email_taken")))`
 */
export const onConstraint =
  (constraint: string, toError: () => Error) =>
  (error: unknown): never => {
    throw error instanceof DbError && error.constraint === constraint ? toError() : error;
  };
