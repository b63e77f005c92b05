/**
 * Proves that a backup can be used: restored into a server that nobody else has, compared row by row, migrated to what
 * this release needs, and asked every Fetch query once. What it took is what a real restore would take.
 */
import { BackupError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import type { Environment } from "./programs.ts";
import { restoreBackup } from "./restore.ts";
import { type ScratchServer, startScratchServer } from "./scratch.ts";
import { withSession } from "./session.ts";
import type { Store } from "./store.ts";

/** What the drill needs to know of a query. */
export interface DrillQuery {
  readonly title: string;
  readonly text: string;
}

interface DrillOptions {
  readonly store: Store;
  readonly manifest: Manifest;
  readonly identity: string | undefined;
  readonly env: Environment;
  /** Brings a database to this release's schema; gives the names of the migrations that it applied. */
  readonly migrate: (url: string) => Promise<readonly string[]>;
  /** Reads only: they are run with NULL for every parameter. */
  readonly queries: readonly DrillQuery[];
  readonly now: () => Date;
}

export interface DrillReport {
  readonly backup: string;
  /** Seconds from the decision to restore until the data can be asked: recovery time. */
  readonly rtoSeconds: number;
  /** Seconds between the backup's snapshot and the drill: what a restore now would have lost. */
  readonly rpoSeconds: number;
  readonly rows: number;
  /** Names; empty when the backup was made by this release. */
  readonly migrationsApplied: readonly string[];
  readonly queriesRun: number;
}

/** @throws {BackupError} when any of it fails, with everything that failed */
export async function drillBackup(options: DrillOptions): Promise<DrillReport> {
  const { manifest, env, now } = options;
  const begun = now();
  const server = await startScratchServer(Number.parseInt(manifest.serverVersion, 10), env);
  try {
    const migrationsApplied = await restore(options, server);
    const restored = now();
    await ask(server.url, options.queries);
    return {
      backup: manifest.id,
      rtoSeconds: seconds(begun, restored),
      rpoSeconds: seconds(new Date(manifest.createdAt), begun),
      rows: Object.values(manifest.contents.tables).reduce((sum, { rows }) => sum + Number(rows), 0),
      migrationsApplied,
      queriesRun: options.queries.length,
    };
  } finally {
    await server.stop();
  }
}

async function restore({ store, manifest, identity, env, migrate }: DrillOptions, { url }: ScratchServer) {
  await restoreBackup({ store, manifest, url, identity, env });
  return await migrate(url);
}

/** One transaction each, so that one that fails does not take the others along. */
async function ask(url: string, queries: readonly DrillQuery[]): Promise<void> {
  const problems = await withSession(url, async (session) => {
    const failed: string[] = [];
    for (const { title, text } of queries) {
      await session.query("BEGIN READ ONLY");
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
