/** One plain connection, set so that the text of a value does not depend on the server that writes it. */
import pg from "pg";
import { BackupError } from "./errors.ts";

export type Session = pg.Client;

const CONNECT_TIMEOUT_MS = 10_000;

/** No limit of a role or a server ends it either: it holds a snapshot for as long as pg_dump takes, and does nothing meanwhile. */
const SETTINGS = `
  SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = public; SET row_security = off;
  SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0;`;

const NO_SUCH_DATABASE = "3D000";

/** @throws {BackupError} when no connection can be had */
export async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "scaffold backup",
  });
  // Without a listener, a connection that breaks between two queries would end the process; the next query says it.
  session.on("error", () => {});
  await session.connect().catch((cause: Error & { readonly code?: string }) => {
    const { host, port, database } = session;
    throw new BackupError(`cannot connect to ${host}:${port}/${database}: ${cause.message || cause.code}`, {
      hint:
        cause.code === NO_SUCH_DATABASE
          ? "Make it first: CREATE DATABASE."
          : "Is Postgres running there, and does DATABASE_URL name it, with the right user and password?",
      cause,
    });
  });
  try {
    await session.query(SETTINGS);
    return await work(session);
  } finally {
    await session.end();
  }
}
