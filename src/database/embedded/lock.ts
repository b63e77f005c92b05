/**
 * Lets one process at a time start a server in a folder. SQLite's lock on a file, because the kernel gives it back
 * when its holder is killed, and no lock file has to be judged stale.
 */
import { Database } from "bun:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedPostgresError } from "./errors.ts";

const POLL_MS = 20;
/** Above the time that the slowest first start takes. */
const WAIT_MS = 120_000;

export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const database = new Database(path);
  try {
    await take(database, path);
    return await work();
  } finally {
    database.close();
  }
}

async function take(database: Database, path: string): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    try {
      return void database.run("BEGIN EXCLUSIVE");
    } catch (error) {
      if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    }
  }
  throw new EmbeddedPostgresError(
    `another process holds ${path}`,
    "End it: it starts a server and does not get on.",
  );
}
