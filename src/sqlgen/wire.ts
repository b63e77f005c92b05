/**
 * The engine: pgtyped's wire protocol, asked to describe any number of statements in one round trip, and for what the
 * schema is.
 */
import { messages, PreparedObjectType } from "@pgtyped/wire";
import { type GuardedQueue, openQueue } from "./queue.ts";

export { ConnectionLost } from "./queue.ts";

export interface DescribedColumn {
  readonly name: string;
  /** 0 where the column is no plain column of a table. */
  readonly table: number;
  readonly attribute: number;
  readonly type: number;
}

export interface ServerError {
  readonly sqlstate: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  /** In characters of the text, from 1. */
  readonly position: number | undefined;
}

export type Description =
  | { readonly parameters: readonly number[]; readonly columns: readonly DescribedColumn[] }
  | { readonly error: ServerError };

export interface Wire {
  /** What each statement takes and gives, in the order asked. */
  describe(texts: readonly string[]): Promise<Description[]>;
  /** The first column of every row, as text. Throws `StatementError`. */
  column(sql: string): Promise<string[]>;
  /** A single value as JSON; null for NULL and no row. Throws `StatementError`. */
  json<T>(sql: string): Promise<T>;
  /** True until the connection is closed, by either side. */
  readonly open: boolean;
  close(): void;
}

export class StatementError extends Error {
  override readonly name = "StatementError";
  readonly server: ServerError;
  readonly hint: string;

  constructor(server: ServerError) {
    super(server.message);
    this.server = server;
    this.hint = server.hint ?? (server.sqlstate === INSUFFICIENT_PRIVILEGE ? MAY_CREATE : "");
  }
}

const INSUFFICIENT_PRIVILEGE = "42501";
const MAY_CREATE =
  "The generator makes a database of its own, so its user needs the right to: ALTER USER … CREATEDB.";

/** Throws `ConnectionLost`. */
export const connect = async (url: string): Promise<Wire> => new Connection(await openQueue(url));

class Connection implements Wire {
  readonly #queue: GuardedQueue;

  constructor(queue: GuardedQueue) {
    this.#queue = queue;
  }

  get open(): boolean {
    return !this.#queue.closed;
  }

  close(): void {
    this.#queue.fail("closed");
  }

  describe(texts: readonly string[]): Promise<Description[]> {
    return Promise.race([this.#describeAll(texts), this.#queue.lost]);
  }

  async #describeAll(texts: readonly string[]): Promise<Description[]> {
    const { socket } = this.#queue;
    socket.cork();
    for (const query of texts) {
      void this.#queue.send(messages.parse, { name: "", query, dataTypes: [] });
      void this.#queue.send(messages.describe, { name: "", type: PreparedObjectType.Statement });
      void this.#queue.send(messages.sync, {});
    }
    socket.uncork();
    const descriptions: Description[] = [];
    for (const _ of texts) descriptions.push(await this.#readDescription());
    return descriptions;
  }

  async #readDescription(): Promise<Description> {
    const parsed = await this.#queue.reply(messages.errorResponse, messages.parseComplete);
    if ("fields" in parsed) return await this.#readyAfter({ error: serverError(parsed.fields) });
    const taken = await this.#queue.reply(messages.parameterDescription);
    const given = await this.#queue.reply(messages.rowDescription, messages.noData);
    const columns = "fields" in given ? given.fields.map(describedColumn) : [];
    return await this.#readyAfter({ parameters: taken.params.map(({ oid }) => oid), columns });
  }

  async #readyAfter<T>(result: T): Promise<T> {
    await this.#queue.reply(messages.readyForQuery);
    return result;
  }

  async json<T>(sql: string): Promise<T> {
    const [value] = await this.column(sql);
    return JSON.parse(value || "null") as T;
  }

  column(sql: string): Promise<string[]> {
    return Promise.race([this.#column(sql), this.#queue.lost]);
  }

  async #column(sql: string): Promise<string[]> {
    void this.#queue.send(messages.query, { query: sql });
    const cells: string[] = [];
    let failure: ServerError | undefined;
    for (;;) {
      const { dataRow, errorResponse, readyForQuery } = messages;
      const reply = await this.#queue.reply(errorResponse, dataRow, readyForQuery);
      if ("columns" in reply) cells.push(reply.columns[0]?.value.toString() ?? "");
      else if ("fields" in reply) failure = serverError(reply.fields);
      else break;
    }
    if (failure !== undefined) throw new StatementError(failure);
    return cells;
  }
}

interface WireField {
  readonly name: string;
  readonly tableOID: number;
  readonly columnAttrNumber: number;
  readonly typeOID: number;
}

function describedColumn(field: WireField): DescribedColumn {
  return { name: field.name, table: field.tableOID, attribute: field.columnAttrNumber, type: field.typeOID };
}

/** Letters: https://www.postgresql.org/docs/18/protocol-error-fields.html */
function serverError(fields: Readonly<Record<string, string | undefined>>): ServerError {
  return {
    sqlstate: fields.C ?? "XX000",
    message: fields.M ?? "unknown error",
    hint: fields.H,
    detail: fields.D,
    position: fields.P === undefined ? undefined : Number(fields.P),
  };
}
