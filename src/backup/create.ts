/** Makes a backup: the dump and what it holds, of one snapshot. */
import { encrypt } from "./cipher.ts";
import { readContents } from "./contents.ts";
import { BackupError } from "./errors.ts";
import { idOf, type Manifest, writeManifest } from "./manifest.ts";
import { findPrograms } from "./programs.ts";
import type { Environment } from "./run.ts";
import { type Session, withSession } from "./session.ts";
import type { Store } from "./store.ts";
import { type Bytes, measure, readFrom } from "./streams.ts";

export interface CreateOptions {
  readonly url: string;
  readonly store: Store;
  /** The public key that it is encrypted for; undefined leaves it readable. */
  readonly recipient: string | undefined;
  readonly release: string;
  readonly env: Environment;
  /** What is being done, in a line each. */
  readonly onProgress: (line: string) => void;
}

/** Without what belongs to the server rather than to the application. */
const DUMP = ["--format=custom", "--compress=zstd:3", "--no-owner", "--exclude-extension=pg_stat_statements"];

/** @throws {BackupError} and then the store is as it was */
export async function createBackup(options: CreateOptions): Promise<Manifest> {
  return await withSession(options.url, async (session) => {
    // One snapshot for the counts and, by its name, for pg_dump's own connection.
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await session.query<Moment>(
      "SELECT pg_export_snapshot() AS snapshot, now() AS time, current_setting('server_version') AS version",
    );
    const [moment] = rows;
    if (moment === undefined) throw new Error("Postgres exported no snapshot");
    return await dump(session, options, moment);
  });
}

interface Moment {
  readonly snapshot: string;
  readonly time: Date;
  readonly version: string;
}

async function dump(session: Session, options: CreateOptions, moment: Moment): Promise<Manifest> {
  const { store, recipient, release, onProgress } = options;
  const id = idOf(moment.time);
  const file = `${id}.dump${recipient === undefined ? "" : ".age"}`;
  if ((await store.names()).includes(file)) throw new BackupError(`${store.where}/${file} exists already`);
  const sealed = measure(await seal(options, moment, file), everySoOften(onProgress));
  try {
    await store.write(file, sealed.stream);
    onProgress("Counting what it holds");
    const manifest = {
      id,
      createdAt: moment.time.toISOString(),
      release,
      serverVersion: moment.version.split(" ")[0] ?? moment.version,
      file,
      encrypted: recipient !== undefined,
      ...sealed.result(),
      contents: await readContents(session),
    };
    await writeManifest(store, manifest);
    return manifest;
  } catch (error) {
    await store.remove(file).catch(() => {}); // What went wrong first is what counts.
    throw error;
  }
}

/** What is to be stored: what pg_dump writes, encrypted if there is a key. */
async function seal(options: CreateOptions, { snapshot, version }: Moment, file: string): Promise<Bytes> {
  const { url, store, recipient, env, onProgress } = options;
  const major = Number.parseInt(version, 10);
  const programs = await findPrograms(major, env);
  onProgress(`Dumping with pg_dump ${major} of ${programs.from} to ${store.where}/${file}`);
  const plain = readFrom(programs.command("pg_dump", [...DUMP, `--snapshot=${snapshot}`], url));
  return recipient === undefined ? plain : await encrypt(plain, recipient);
}

const PROGRESS_BYTES = 100_000_000;

function everySoOften(onProgress: (line: string) => void): (bytes: number) => void {
  let said = 0;
  return (bytes) => {
    if (bytes - said < PROGRESS_BYTES) return;
    said = bytes;
    onProgress(`  ${Math.round(bytes / 1_000_000)} MB`);
  };
}
