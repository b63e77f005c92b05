/**
 * What repositories and services see of the database: types only, so that whoever takes a `Db` depends on nothing
 * that runs. `openDatabase` makes one; inside a transaction a `Tx` takes its place, and nobody need know which it is.
 */
import type { Query, Verb } from "./query.ts";

export interface Db {
  /** Exactly one row. @throws {CardinalityError} when there is none, or a second one */
  one<P, R>(query: Query<P, R>, params: P): Promise<R>;
  /** The row, or null. @throws {CardinalityError} when there is a second one */
  maybe<P, R>(query: Query<P, R>, params: P): Promise<R | null>;
  many<P, R>(query: Query<P, R>, params: P): Promise<R[]>;
  /** How many rows were inserted, changed, deleted or found. */
  count<P>(query: Query<P, unknown>, params: P): Promise<number>;
  /**
   * All or nothing: commits when `work` resolves, rolls back when it rejects, and rejects with the same error.
   * Everything that belongs to it goes through `tx`. A lost race (serialization failure, deadlock) runs `work` again
   * from the start, so it must have no effects elsewhere: those belong into `tx.afterCommit`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

export interface Tx extends Db {
  /**
   * A savepoint: a `work` that rejects undoes its own statements alone, and the error may be caught. Several at once
   * run one after the other. Options are the outermost transaction's affair and are refused here.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs once everything is committed, never after a rollback: for effects that cannot be undone. As if it stood
   * after `await db.transaction(…)`: an error reaches that caller, and what is committed stays.
   */
  afterCommit(effect: () => void | Promise<void>): void;
}

export type Isolation = "read committed" | "repeatable read" | "serializable";

export interface TransactionOptions {
  /** Default: the server's, which is "read committed" unless somebody changed it. */
  readonly isolation?: Isolation;
  /** The server refuses every write. */
  readonly readOnly?: boolean;
  /** Waits for a snapshot that can never fail; only with serializable and readOnly. */
  readonly deferrable?: boolean;
  /** How often `work` is tried in all when it loses a race. Default 5; 1 never tries again. */
  readonly attempts?: number;
}

/** A pool of connections, opened by `openDatabase` and closed by whoever opened it. */
export interface Database extends Db {
  /** A round trip. @throws {DbError} when the server does not answer in time */
  ping(): Promise<void>;
  stats(): PoolStats;
  /**
   * Hears NOTIFY on a channel, on a connection of its own that comes back by itself. Resolves once it listens;
   * rejects when that cannot be had now. The function given ends it.
   */
  listen(channel: string, listener: Listener): Promise<() => Promise<void>>;
  /** Finishes what runs, for `graceMs` at most (default 5000), and cuts the rest. No query is taken after it. */
  close(options?: { graceMs?: number }): Promise<void>;
}

export interface PoolStats {
  /** Connections to the primary that stand. */
  readonly open: number;
  /** Of those, the ones with a statement or a transaction on them. */
  readonly inUse: number;
  /** Callers that wait for one. */
  readonly waiting: number;
}

export interface Listener {
  /** What NOTIFY sent along; "" when nothing. */
  notified(payload: string): void;
  /** The connection was lost and is back: notifications may have been missed, so look for yourself. */
  resumed?(): void;
}

/** One query, finished: told once, in the caller's async context, also when it failed. */
export interface QueryEvent {
  readonly title: string;
  readonly file: string;
  readonly verb: Verb;
  /** Milliseconds from the call to its result, the wait for a connection included. */
  readonly durationMs: number;
  /** Rows returned or affected; 0 when it failed. */
  readonly rows: number;
  readonly error?: Error;
}
