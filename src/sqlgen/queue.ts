/**
 * pgtyped's queue of messages, made safe for a process that must outlive its database (`watch`, `dev`): its socket has
 * no error handler, a reply that never comes is awaited for ever, and `startup()` ends the process when it is refused.
 */
import { startup } from "@pgtyped/query";
import { AsyncQueue } from "@pgtyped/wire";

/** The server is not there, went away, or refused the connection. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly hint =
    "Is Postgres running there, and does DATABASE_URL name it, with the right user and password?";
}

/** Throws `ConnectionLost`. */
export async function openQueue(url: string): Promise<GuardedQueue> {
  const queue = new GuardedQueue();
  await Promise.race([startup(connectionOptions(url), queue), queue.lost]);
  return queue;
}

function connectionOptions(url: string) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const user = decodeURIComponent(username);
  return {
    host: searchParams.get("host") ?? hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || 5432),
    user,
    // `startup` ends the process if the server asks for a password and there is none; a wrong one is only refused.
    password: decodeURIComponent(password) || "none",
    dbName: decodeURIComponent(pathname.slice(1)) || user,
    ...tlsOptions(searchParams.get("sslmode") ?? "disable"),
  };
}

function tlsOptions(mode: string): { ssl?: { rejectUnauthorized: boolean } } {
  if (mode === "disable" || mode === "allow" || mode === "prefer") return {};
  return { ssl: { rejectUnauthorized: mode === "verify-full" || mode === "verify-ca" } };
}

/** A queue whose failures are all one promise: nothing that waits for a reply is ever left behind or ends the process. */
export class GuardedQueue extends AsyncQueue {
  readonly lost: Promise<never>;
  closed = false;
  readonly #fail: (error: Error) => void;

  constructor() {
    super();
    const { promise, reject } = Promise.withResolvers<never>();
    this.lost = promise;
    this.#fail = reject;
    promise.catch(() => {});
  }

  override async connect(options: Parameters<AsyncQueue["connect"]>[0]): Promise<void> {
    this.#guard();
    await super.connect(options);
    this.#guard();
  }

  override reply: AsyncQueue["reply"] = (...expected) =>
    super.reply(...expected).catch((error: { message?: string }) => {
      this.fail(error.message ?? "the server refused");
      return new Promise(() => {});
    });

  fail(message: string): void {
    this.closed = true;
    this.#fail(new ConnectionLost(`no connection to the database: ${message}`));
    this.socket.destroy();
  }

  /** With TLS the socket is another one after `connect`. */
  #guard(): void {
    this.socket.on("error", (error) => this.fail(error.message));
    this.socket.on("close", () => this.fail("the server closed the connection"));
  }
}
