/** Runs one migration through node-pg-migrate, up or down, in a transaction of its own. */
import { dirname } from "node:path";
import { runner } from "node-pg-migrate";
import { loadActions } from "./actions.ts";
import type { Client } from "./connection.ts";
import { type Direction, migrationFailure } from "./failure.ts";
import type { MigrationFile } from "./files.ts";
import { HISTORY_TABLE } from "./history.ts";

/**
 * A migration that waits for a lock makes all other traffic to the table wait behind it, so it gives up early. What
 * runs outside a transaction (CREATE INDEX CONCURRENTLY) blocks nobody while it waits, and may take its time.
 */
const LOCK_TIMEOUT = { sql: "10s", ts: "0" } as const;

interface Application {
  readonly client: Client;
  readonly file: MigrationFile;
  readonly direction: Direction;
}

/** @throws {MigrationError} with the place in the file; the migration's transaction is rolled back then */
export async function applyMigration({ client, file, direction }: Application): Promise<void> {
  // Each begins in the same session, whatever an earlier one has SET.
  await client.query(`RESET ALL; SET lock_timeout = '${LOCK_TIMEOUT[file.kind]}'`);
  try {
    await run({ client, file, direction });
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw migrationFailure({ error, file, direction });
  }
}

/** The SQL that would be sent; nothing of it is. */
export async function planMigration({ client, file, direction }: Application): Promise<string> {
  let plan = "";
  await run({ client, file, direction, onPlan: (text) => (plan = text) });
  return plan.trim();
}

interface Run extends Application {
  /** Given: only plans. */
  readonly onPlan?: (text: string) => void;
}

async function run({ client, file, direction, onPlan }: Run): Promise<void> {
  const loader = async () => [{ id: file.path, filePaths: [file.path], actions: await loadActions(file) }];
  await runner({
    dbClient: client,
    dir: dirname(file.path),
    direction,
    file: file.name,
    count: 1,
    migrationsTable: HISTORY_TABLE,
    migrationLoaderStrategies: [{ extensions: [`.${file.kind}`], loader }],
    ignorePattern: `(?!${file.name}\\.${file.kind}$).*`,
    // Both are done before, with better words and under our lock.
    checkOrder: false,
    noLock: true,
    dryRun: onPlan !== undefined,
    verbose: true,
    logger: { info: ignore, warn: ignore, error: ignore, debug: onPlan ?? ignore },
  });
}

const ignore = () => {};
