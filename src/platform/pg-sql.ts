/**
 * Postgres through the package pg, for every runtime but Bun: the same single connections as bun-sql.ts makes, and the
 * same values in their rows. pg's own idea of a date, an interval or an array does not come up: values are read here.
 */
import pg from "pg";
import type {
  Connection,
  ConnectOptions,
  Driver,
  Fault,
  ListenOptions,
  Reply,
  Rows,
} from "../database/driver.ts";
import { pgTypes } from "./pg-types.ts";

/** Who it is, in pg_stat_activity and wherever the database notes what a change came from. */
const NAME = "scaffold";

/** A connection that is cut takes its statement with it: see bun-sql.ts. */
const SETTINGS = "-c client_connection_check_interval=500";

export const pgSql: Driver = { connect, listen, fault };

async function connect({ url, prepare, timeoutMs, onClose }: ConnectOptions): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: NAME,
    connectionTimeoutMillis: timeoutMs,
    types: pgTypes,
    // Statements one behind the other, where nothing between here and the server might mind.
    pipeline: prepare,
    ...(prepare && { options: SETTINGS }),
  });
  // Both are told before the statements that are out are rejected.
  client.on("error", onClose);
  internals(client).connection.once("end", onClose);
  await client.connect();
  return new PgConnection(client, url, prepare);
}

/** What pg has and does not put into its types. */
interface Internals {
  readonly connection: pg.Connection & {
    connect(port: number, host: string): void;
    requestSsl(): void;
    cancel(processId: number, secretKey: number): void;
  };
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly processID: number;
  readonly secretKey: number;
}

const internals = (client: pg.Client): Internals => client as unknown as Internals;

class PgConnection implements Connection {
  readonly #client: pg.Client;
  readonly #url: string;
  readonly #prepare: boolean;
  readonly #names = new Map<string, string>();
  #named = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** Statements without an answer, the one that runs first. */
  readonly #flight = new Set<object>();

  constructor(client: pg.Client, url: string, prepare: boolean) {
    this.#client = client;
    this.#url = url;
    this.#prepare = prepare;
  }

  send(text: string, values: readonly unknown[]): Reply {
    const query = { text, values: values as unknown[], ...(this.#prepare && { name: this.#nameOf(text) }) };
    this.#flight.add(query);
    const rows = this.#query(query)
      .then(rowsOf)
      .catch((error: unknown) => this.#forget(text, query.name, error))
      .finally(() => this.#flight.delete(query));
    return Object.assign(rows, { cancel: () => this.#cancel(query) });
  }

  /** Without pipelining pg would queue them as well, and warns of it. */
  #query(query: pg.QueryConfig): Promise<pg.QueryResult> {
    if (this.#prepare) return this.#client.query(query);
    const result = this.#last.then(() => this.#client.query(query));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Short: the server cuts long names, and two statements would be one. */
  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = `s${this.#named++}`;
      this.#names.set(text, name);
    }
    return name;
  }

  /** What the server has no more, or for other columns, is prepared anew, under another name. */
  #forget(text: string, name: string | undefined, error: unknown): never {
    if (fault(error).stale && this.#names.get(text) === name) this.#names.delete(text);
    throw error;
  }

  /** The server stops what runs, whichever that is: so only when it is this one. */
  #cancel(query: object): void {
    const [running] = this.#flight;
    if (running !== query) return;
    const { processID, secretKey } = internals(this.#client);
    const { connection, host, port, ssl } = internals(new pg.Client({ connectionString: this.#url }));
    const ask = () => connection.cancel(processID, secretKey);
    connection.on("error", () => undefined);
    connection.once("sslconnect", ask);
    connection.once("connect", () => (ssl ? connection.requestSsl() : ask()));
    connection.connect(port, host);
  }

  close(): void {
    end(this.#client);
  }
}

/** At once, and without waiting for statements. */
function end(client: pg.Client): void {
  internals(client).connection.stream.destroy();
}

const rowsOf = ({ rows, rowCount }: pg.QueryResult): Rows => Object.assign(rows, { count: rowCount ?? 0 });

const LISTEN_TIMEOUT_MS = 5000;
const RETRY_MS = 200;

async function listen(options: ListenOptions): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  async function open(): Promise<void> {
    const next = new pg.Client({
      connectionString: options.url,
      application_name: NAME,
      connectionTimeoutMillis: LISTEN_TIMEOUT_MS,
    });
    next.on("error", () => undefined);
    next.on("notification", ({ payload = "" }) => options.onNotification(payload));
    await next.connect();
    await next.query(`LISTEN ${next.escapeIdentifier(options.channel)}`);
    client = next;
    next.once("end", again);
    options.onListening();
  }

  function again(): void {
    if (!over) timer = setTimeout(() => open().catch(again), RETRY_MS);
  }

  await open();
  return async () => {
    over = true;
    clearTimeout(timer);
    if (client !== undefined) end(client);
  };
}

function fault(error: unknown): Fault {
  if (!(error instanceof pg.DatabaseError)) return { ...NO_FACTS, ...withoutServer(error) };
  const { message, code, severity, constraint, table, column, hint, routine } = error;
  return {
    message,
    sqlstate: code,
    constraint,
    table,
    column,
    hint,
    lost: severity === "FATAL" || severity === "PANIC",
    stale: STALE_ROUTINES.has(routine ?? ""),
  };
}

const NO_FACTS = {
  sqlstate: undefined,
  constraint: undefined,
  table: undefined,
  column: undefined,
  hint: undefined,
  stale: false,
};

/** pg's own errors and the socket's have no class; those of code that is wrong do. */
function withoutServer(error: unknown): { message: string; lost: boolean } {
  const { message, code } = error as { message?: string; code?: string };
  const isMistake =
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    !(error instanceof Error);
  return { message: message || code || String(error), lost: !isMistake };
}

/** The server's functions that find a prepared statement missing or made for other columns. */
const STALE_ROUTINES: ReadonlySet<string> = new Set(["RevalidateCachedQuery", "FetchPreparedStatement"]);
