/** One plain connection, set so that the text of a value does not depend on the server that writes it. */
import pg from "pg";

export type Session = pg.Client;

const CONNECT_TIMEOUT_MS = 10_000;

const SETTINGS = `
  SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET statement_timeout = 0; SET search_path = public;`;

export async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "scaffold backup",
  });
  // Without a listener, a connection that breaks between two queries would end the process; the next query says it.
  session.on("error", () => {});
  await session.connect();
  try {
    await session.query(SETTINGS);
    return await work(session);
  } finally {
    await session.end();
  }
}
