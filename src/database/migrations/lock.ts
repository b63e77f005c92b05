/** One migrating process at a time: the others wait, and then find nothing left to do. */
import { setTimeout as sleep } from "node:timers/promises";
import { PG_MIGRATE_LOCK_ID } from "node-pg-migrate";
import type { Client } from "./connection.ts";

const POLL_MS = 100;

/**
 * Takes node-pg-migrate's own lock, so that its plain CLI is kept out too; it ends with the connection.
 * Asks again and again instead of waiting inside Postgres: CREATE INDEX CONCURRENTLY waits for every statement that
 * runs, and would wait for a waiting `pg_advisory_lock` for ever, as that one waits for it.
 */
export async function takeLock(client: Client, onWait: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${PG_MIGRATE_LOCK_ID}) AS taken`,
    );
    if (rows[0]?.taken) return;
    if (tries === 0) onWait();
    await sleep(POLL_MS);
  }
}
