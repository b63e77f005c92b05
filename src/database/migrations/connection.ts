/** One plain connection for a piece of work: migrations need no pool, but a session that they have to themselves. */
import pg from "pg";

export type Client = pg.Client;

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // Without a listener, a connection that breaks between two queries would end the process; the next query says it.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
