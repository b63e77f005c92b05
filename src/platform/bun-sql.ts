/**
 * Postgres through bun:sql, as single connections: each is a client of one connection, so that the pool above knows
 * what is on which. What bun:sql does by itself and must not do here (reconnect, take the database's name from
 * PGDATABASE) is switched off.
 */
import { SQL } from "bun";
import type { Connection, ConnectOptions, Driver, Fault, ListenOptions, Reply } from "../database/driver.ts";

/** Who it is, in pg_stat_activity and wherever the database notes what a change came from. */
const NAME = { application_name: "scaffold" };

/**
 * The server looks every half second whether its client is still there while a statement runs: a connection that is
 * cut takes its statement with it, even when this process was killed. Poolers refuse settings that they do not know.
 */
const SETTINGS = { ...NAME, client_connection_check_interval: 500 };

export const bunSql: Driver = { connect, listen, fault };

async function connect({ url, prepare, timeoutMs, onClose }: ConnectOptions): Promise<Connection> {
  const sql = new SQL({
    ...clientOptions(url, timeoutMs),
    prepare,
    connection: prepare ? SETTINGS : NAME,
    onclose: () => {
      end(sql); // or the next statement would open another connection, outside of the transaction it belongs to
      onClose();
    },
  });
  await withinTime(sql, timeoutMs);
  return new BunConnection(sql);
}

const clientOptions = (url: string, timeoutMs: number) => ({
  url,
  database: decodeURIComponent(new URL(url).pathname.slice(1)) || undefined,
  max: 1,
  idleTimeout: 0,
  connectionTimeout: Math.ceil(timeoutMs / 1000),
});

/** bun:sql counts the time to connect in seconds, and not the time of a login that does not end. */
async function withinTime(sql: SQL, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => end(sql), timeoutMs);
  try {
    await sql.connect();
  } finally {
    clearTimeout(timer);
  }
}

/** At once, and without waiting: a promise of close() may never settle. */
function end(sql: SQL): void {
  sql.close({ timeout: 0 }).catch(() => undefined);
}

class BunConnection implements Connection {
  readonly #sql: SQL;
  readonly #constants = new Map<string, TemplateStringsArray>();

  constructor(sql: SQL) {
    this.#sql = sql;
  }

  send(text: string, values: readonly unknown[]): Reply {
    return values.length === 0
      ? this.#sql(this.#constant(text))
      : this.#sql.unsafe(text, values as unknown[]);
  }

  /** `unsafe` without values is never prepared; a template is, and the same array is the same template. */
  #constant(text: string): TemplateStringsArray {
    let strings = this.#constants.get(text);
    if (strings === undefined) {
      strings = Object.defineProperty([text], "raw", { value: [text] }) as unknown as TemplateStringsArray;
      this.#constants.set(text, strings);
    }
    return strings;
  }

  close(): void {
    end(this.#sql);
  }
}

async function listen({
  url,
  channel,
  onNotification,
  onListening,
}: ListenOptions): Promise<() => Promise<void>> {
  const sql = new SQL(clientOptions(url, 5000));
  await sql.listen(channel, onNotification, onListening);
  return async () => end(sql);
}

function fault(error: unknown): Fault {
  const { message, code, errno, severity, constraint, table, column, hint, routine } =
    error as SQL.PostgresError;
  return {
    message,
    sqlstate: errno,
    constraint,
    table,
    column,
    hint,
    lost: severity === "FATAL" || severity === "PANIC" || CONNECTION_CODES.test(code),
    stale: STALE_ROUTINES.has(routine ?? ""),
  };
}

const CONNECTION_CODES = /^ERR_POSTGRES_(CONNECTION_|IDLE_TIMEOUT|LIFETIME_TIMEOUT)/;

/** The server's functions that find a prepared statement missing or made for other columns. */
const STALE_ROUTINES: ReadonlySet<string> = new Set(["RevalidateCachedQuery", "FetchPreparedStatement"]);
