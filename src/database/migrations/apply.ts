/** Runs one migration through node-pg-migrate, up or down, in a transaction of its own. */
import { dirname } from "node:path";
import { runner } from "node-pg-migrate";
import { type Actions, loadActions } from "./actions.ts";
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
  const actions = await loadActions(file);
  // Each begins in the same session, whatever an earlier one has SET.
  await client.query(`RESET ALL; SET lock_timeout = '${LOCK_TIMEOUT[file.kind]}'`);
  const counter = countStatements(client);
  let shown = "";
  try {
    await run({ client, file, direction }, actions, {
      error: (text) => {
        shown = text;
      },
    });
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw migrationFailure({ error, file, direction, shown, completed: counter.completedBeforeFailure });
  } finally {
    counter.stop();
  }
}

/** The SQL that would be sent; nothing of it is. */
export async function planMigration(application: Application): Promise<string> {
  let plan = "";
  await run(application, await loadActions(application.file), {
    debug: (text) => {
      plan = text;
    },
  });
  return plan.trim();
}

interface Report {
  /** Told what was sent when it failed. */
  readonly error?: (text: string) => void;
  /** Told what would be sent; then nothing is. */
  readonly debug?: (text: string) => void;
}

async function run(
  { client, file, direction }: Application,
  actions: Actions,
  report: Report,
): Promise<void> {
  const { error = ignore, debug } = report;
  const loader = async () => [{ id: file.path, filePaths: [file.path], actions }];
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
    dryRun: debug !== undefined,
    verbose: true,
    logger: { info: ignore, warn: ignore, error, debug: debug ?? ignore },
  });
}

const ignore = () => {};

/** A script is sent in one piece: which of its statements failed is told by how many were completed. */
function countStatements({ connection }: Client) {
  let completed = 0;
  let completedBeforeFailure = 0;
  const listeners = {
    commandComplete: () => {
      completed++;
    },
    errorMessage: () => {
      completedBeforeFailure = completed;
    },
    readyForQuery: () => {
      completed = 0;
    },
  };
  for (const [event, listener] of Object.entries(listeners)) connection.on(event, listener);
  return {
    get completedBeforeFailure() {
      return completedBeforeFailure;
    },
    stop: () => {
      for (const [event, listener] of Object.entries(listeners)) connection.off(event, listener);
    },
  };
}
