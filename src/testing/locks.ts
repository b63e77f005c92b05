/** Who waits for whom in the database: for tests that bring about a race on purpose. */
import type { SQL } from "bun";

/** Resolves once so many connections of this database wait for a lock, or `done` has come first. */
export async function untilWaiting(sql: SQL, count: number, done?: Promise<unknown>): Promise<void> {
  let over = false;
  void done?.then(() => {
    over = true;
  });
  while (!over) {
    const waiting = await sql`SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (waiting.length >= count) return;
  }
}
