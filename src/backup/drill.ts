/**
 * Proves that a backup can be used: restored into a server that nobody else has, compared row by row, migrated to what
 * this release needs, and asked every Fetch query once. What it took is what a real restore would take.
 */
import { BackupError } from "./errors.ts";
import { type RestoreOptions, restoreBackup } from "./restore.ts";
import { startScratchServer } from "./scratch.ts";
import { withSession } from "./session.ts";

/** What the drill needs to know of a query. */
interface DrillQuery {
  readonly title: string;
  readonly text: string;
}

interface DrillOptions
  extends Pick<RestoreOptions, "store" | "manifest" | "identity" | "env" | "onProgress"> {
  /** Brings a database to this release's schema; gives the names of the migrations that it applied. */
  readonly migrate: (url: string) => Promise<readonly string[]>;
  /** Reads only: they are run with NULL for every parameter. */
  readonly queries: readonly DrillQuery[];
  /** Stops the server at once; the drill fails then. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

export interface DrillReport {
  readonly backup: string;
  /** Seconds from the decision to restore until the data can be asked: recovery time. */
  readonly rtoSeconds: number;
  /** Seconds between the backup's snapshot and the drill: what a restore now would have lost. */
  readonly rpoSeconds: number;
  readonly tables: number;
  readonly rows: number;
  /** Names; empty when the backup was made by this release. */
  readonly migrationsApplied: readonly string[];
  readonly queriesRun: number;
}

/** @throws {BackupError} when any of it fails, with everything that failed */
export async function drillBackup(options: DrillOptions): Promise<DrillReport> {
  const { manifest, env, signal, now, onProgress } = options;
  const begun = now();
  onProgress("Starting a Postgres for the drill");
  const server = await startScratchServer(Number.parseInt(manifest.serverVersion, 10), env);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= server.stop();
    return stopping;
  };
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    await restoreBackup({ ...options, url: server.url, overwrite: false, privileges: false });
    const migrationsApplied = await options.migrate(server.url);
    const restored = now();
    onProgress(`Asking ${options.queries.length} queries`);
    await ask(server.url, options.queries);
    const tables = Object.values(manifest.contents.tables);
    return {
      backup: manifest.id,
      rtoSeconds: seconds(begun, restored),
      rpoSeconds: seconds(new Date(manifest.createdAt), begun),
      tables: tables.length,
      rows: tables.reduce((sum, { rows }) => sum + Number(rows), 0),
      migrationsApplied,
      queriesRun: options.queries.length,
    };
  } catch (error) {
    if (signal.aborted) throw new BackupError("the drill was stopped", { cause: error });
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await stop();
  }
}

/** One transaction each, so that one that fails does not take the others along. */
async function ask(url: string, queries: readonly DrillQuery[]): Promise<void> {
  const problems = await withSession(url, async (session) => {
    const failed: string[] = [];
    for (const { title, text } of queries) {
      await session.query("BEGIN");
      await session
        .query(text, nulls(text))
        .catch((error: Error) => failed.push(`${title}: ${error.message}`));
      await session.query("ROLLBACK");
    }
    return failed;
  });
  if (problems.length > 0)
    throw new BackupError(`queries fail on what was restored:\n${problems.join("\n")}`);
}

/** A value for each `$1 …` of the statement. */
function nulls(text: string): null[] {
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  return new Array<null>(Math.max(0, ...numbers)).fill(null);
}

const seconds = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime()) / 1000;
