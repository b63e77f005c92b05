/**
 * What a runtime's Postgres driver must do, and all that this folder asks of it: single connections. Pool, deadlines,
 * transactions and retries are ours and the same on every runtime.
 */

/** The rows of an answer; `count` is how many were returned, inserted, changed or deleted. */
export interface Rows extends Array<Record<string, unknown>> {
  readonly count: number;
}

/** The answer to come. Awaiting it is what sends the statement, in drivers that are lazy. */
export interface Reply extends PromiseLike<Rows> {
  /** Asks the server to stop it, if it is the one that runs, and to forget it otherwise. Best effort. */
  cancel(): unknown;
}

export interface Connection {
  /**
   * Sends without waiting for the answers before it; answers come in the order of the calls. Each statement stands
   * alone: one that fails does not touch those behind it. Prepared on the server, once for each text, unless
   * `prepare` is false.
   */
  send(text: string, values: readonly unknown[]): Reply;
  /** Cuts it at once; what is unanswered is rejected. */
  close(): void;
}

export interface ConnectOptions {
  readonly url: string;
  /** False where the server behind the connection changes between transactions: nothing may be left there. */
  readonly prepare: boolean;
  readonly timeoutMs: number;
  /**
   * The connection is gone, whoever ended it. Called before its statements are rejected, so that nothing is ever
   * sent to what the driver might open in its place.
   */
  readonly onClose: () => void;
}

export interface ListenOptions {
  readonly url: string;
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  /** It listens: once at the start, and each time after the connection was lost and came back. */
  readonly onListening: () => void;
}

/** The facts of a driver's error. */
export interface Fault {
  readonly message: string;
  readonly sqlstate: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly hint: string | undefined;
  /** The connection is gone or was never there; whether the statement took effect is unknown. */
  readonly lost: boolean;
  /** Refused because the prepared statement is out of date (ALTER TABLE, DEALLOCATE): it may simply be sent again. */
  readonly stale: boolean;
}

export interface Driver {
  connect(options: ConnectOptions): Promise<Connection>;
  /** On a connection of its own that comes back by itself. The function given ends it. */
  listen(options: ListenOptions): Promise<() => Promise<void>>;
  fault(error: unknown): Fault;
}
