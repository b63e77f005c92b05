/** Puts a backup into a database, in one transaction, and proves that it is what was backed up. */
import { decrypt } from "./cipher.ts";
import { differences, readContents } from "./contents.ts";
import { drops, someTables } from "./empty.ts";
import { BackupError } from "./errors.ts";
import { type Manifest, verifyFile } from "./manifest.ts";
import { findPrograms } from "./programs.ts";
import type { Environment } from "./run.ts";
import { type Session, withSession } from "./session.ts";
import type { Store } from "./store.ts";
import { type Bytes, through, writeTo } from "./streams.ts";

export interface RestoreOptions {
  readonly store: Store;
  readonly manifest: Manifest;
  /** The database to fill. */
  readonly url: string;
  /** The private key; needed when it is encrypted. */
  readonly identity: string | undefined;
  /** What is in the database now may go. */
  readonly overwrite: boolean;
  /** Who may do what comes back as well; the roles have to be there. */
  readonly privileges: boolean;
  readonly env: Environment;
  /** What is being done, in a line each. */
  readonly onProgress: (line: string) => void;
}

/** As a script: what psql runs can begin with something else, in the same transaction. */
const TO_SCRIPT = ["--file=-", "--no-owner"];
/** Not `--single-transaction`: psql would commit whatever it has when its input ends, be it because we were killed. */
const RUN = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"];

/** @throws {BackupError} and then all is as it was, unless it says that what was restored is not what was backed up */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const { store, manifest, url, privileges, env, onProgress } = options;
  onProgress(`Checking ${manifest.file} (${manifest.bytes} bytes)`);
  await verifyFile(store, manifest);
  const { major, before } = await withSession(url, async (session) => ({
    major: await majorOf(session),
    before: await makeRoom(session, options.overwrite),
  }));
  const programs = await findPrograms(major, env);
  onProgress(`Restoring with pg_restore ${major} of ${programs.from}`);
  const toScript = programs.command("pg_restore", [...TO_SCRIPT, ...(privileges ? [] : ["--no-privileges"])]);
  const script = through(toScript, await open(options));
  await writeTo(programs.command("psql", RUN, url), transaction(before, script)).catch(explain);
  onProgress("Comparing every row with the manifest");
  const problems = differences(manifest.contents, await withSession(url, readContents));
  if (problems.length > 0)
    throw new BackupError(`what was restored is not what was backed up:\n${problems.join("\n")}`);
}

async function open({ store, manifest, identity }: RestoreOptions): Promise<Bytes> {
  const bytes = store.read(manifest.file);
  if (!manifest.encrypted) return bytes;
  if (identity !== undefined) return await decrypt(bytes, identity);
  throw new BackupError(`${manifest.file} is encrypted`, {
    hint: "Set BACKUP_IDENTITY, the private key (AGE-SECRET-KEY-1…).",
  });
}

/** What has to be run first. @throws {BackupError} when there is something that may not go */
async function makeRoom(session: Session, overwrite: boolean): Promise<string> {
  const tables = await someTables(session);
  if (tables.length === 0) return "";
  if (overwrite) return await drops(session);
  throw new BackupError(
    `the database to restore into, ${session.database}, is not empty: it has ${tables.join(", ")} …`,
    {
      hint: "Name another with --database-url, or say --overwrite: what is in it now is lost then, once the restore succeeds.",
    },
  );
}

async function majorOf(session: Session): Promise<number> {
  const { rows } = await session.query("SHOW server_version_num");
  return Math.floor(Number(rows[0].server_version_num) / 10_000);
}

async function* transaction(before: string, script: Bytes): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`BEGIN;\n${before}`);
  yield* script;
  yield encoder.encode("\nCOMMIT;\n");
}

function explain(error: Error): never {
  const hint = HINTS.find(([pattern]) => pattern.test(error.message))?.[1];
  if (hint === undefined) throw error;
  throw new BackupError(error.message, { hint, cause: error });
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /role ".*" does not exist/,
    "Make the roles first, as infra/postgres/initdb/10-roles.sh does, or say --no-privileges: nobody but the owner may use the tables then.",
  ],
  [/lock timeout|deadlock/, "Others use the database: stop the API and the worker first."],
  [
    /permission denied|must be owner/,
    "Restore as the owner of the database: --database-url postgres://owner:…",
  ],
];
