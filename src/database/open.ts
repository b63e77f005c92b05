/** Puts the parts together: pool, replica, transactions and listeners behind the one interface `Database`. */
import type { Database, Listener, PoolStats, QueryEvent, TransactionOptions, Tx } from "./db.ts";
import type { Driver } from "./driver.ts";
import { Listeners } from "./listeners.ts";
import { Pool } from "./pool/pool.ts";
import { Queries, type Shape } from "./queries.ts";
import type { Query } from "./query.ts";
import { Replica } from "./replica.ts";
import { Runner, type Sender } from "./runner.ts";
import { Transactions } from "./transaction.ts";

export interface DatabaseOptions {
  readonly url: string;
  /** Plain reads outside of transactions go there while it answers; they may be a moment behind. */
  readonly replicaUrl?: string | undefined;
  /** Connections to each server. Default 10. */
  readonly poolMax?: number;
  /** False behind a transaction pooler such as PgBouncer. Default true. */
  readonly prepare?: boolean;
  /** Milliseconds that a query or a transaction may wait for a connection. Default 2000. */
  readonly acquireMs?: number;
  /** Milliseconds that a query may run before it is cancelled. Default 4000. */
  readonly queryMs?: number;
  /** Hears of every query, in the async context of its caller. */
  readonly observe?: (event: QueryEvent) => void;
}

/** Opens no connection yet: the first query does. */
export const openDatabase = (options: DatabaseOptions, driver: Driver): Database =>
  new PooledDatabase(options, driver);

const DEFAULT_GRACE_MS = 5000;

class PooledDatabase extends Queries implements Database {
  readonly #pool: Pool;
  readonly #replica: Replica | undefined;
  readonly #runner: Runner;
  readonly #transactions: Transactions;
  readonly #listeners: Listeners;

  constructor(options: DatabaseOptions, driver: Driver) {
    super();
    this.#pool = openPool(options.url, options, driver);
    this.#replica = openReplica(this.#pool, options, driver);
    this.#runner = new Runner({ driver, observe: options.observe });
    this.#transactions = new Transactions(this.#pool, this.#runner);
    this.#listeners = new Listeners(driver, options.url);
  }

  protected override run<P, R, T>(query: Query<P, R>, params: P, shape: Shape<T>): Promise<T> {
    const sender: Sender = this.#replica?.takes(query) ? this.#replica : this.#pool;
    return this.#runner.run(query, params, shape, sender);
  }

  transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#transactions.run(work, options);
  }

  async ping(): Promise<void> {
    try {
      await this.#pool.send({ text: "SELECT 1", values: [] }, this.#pool.profiles.control);
    } catch (cause) {
      throw this.#runner.toError("ping", cause);
    }
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    try {
      return await this.#listeners.add(channel, listener);
    } catch (cause) {
      throw this.#runner.toError("listen", cause);
    }
  }

  async close({ graceMs = DEFAULT_GRACE_MS }: { graceMs?: number } = {}): Promise<void> {
    await Promise.all([this.#pool.close(graceMs), this.#replica?.close(graceMs), this.#listeners.close()]);
  }
}

function openPool(url: string, options: DatabaseOptions, driver: Driver): Pool {
  const { poolMax = 10, prepare = true, acquireMs = 2000, queryMs = 4000 } = options;
  return new Pool({ driver, url, max: poolMax, prepare, acquireMs, queryMs });
}

const openReplica = (primary: Pool, options: DatabaseOptions, driver: Driver): Replica | undefined =>
  options.replicaUrl === undefined
    ? undefined
    : new Replica(openPool(options.replicaUrl, options, driver), primary, driver);
