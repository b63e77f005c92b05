/** One plain connection for a piece of work: migrations need no pool, but a session that they have to themselves. */
import pg from "pg";

export type Client = pg.Client;

const CONNECT_TIMEOUT_MS = 10_000;

/** No connection could be had. */
export class ConnectionFailed extends Error {
  override readonly name = "ConnectionFailed";
  readonly hint =
    "Is Postgres running there, and does DATABASE_URL name it, with the right user and password?";
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "scaffold migrate",
  });
  // Without a listener, a connection that breaks between two queries would end the process; the next query says it.
  client.on("error", () => {});
  await client.connect().catch((cause) => {
    const { host, port, database } = client;
    throw new ConnectionFailed(`cannot connect to ${host}:${port}/${database}: ${reason(cause)}`, { cause });
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A name with several addresses fails with one error for each, and no message of its own. */
const reason = (error: Error & { readonly code?: string }) => error.message || error.code;
