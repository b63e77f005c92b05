/** Makes a backup: the dump and what it holds, of one snapshot. */
import { encrypt } from "./cipher.ts";
import { readContents } from "./contents.ts";
import { BackupError } from "./errors.ts";
import { idOf, listBackups, type Manifest, writeManifest } from "./manifest.ts";
import { type Environment, findPrograms } from "./programs.ts";
import { expired, type Retention } from "./retention.ts";
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
}

/** Compressed, restorable by anybody, without what belongs to the server rather than to the application. */
const FORMAT = ["--format=custom", "--compress=zstd:3", "--no-owner", "--no-privileges"];
const NOT_OURS = ["--exclude-extension=pg_stat_statements"];

export async function createBackup(options: CreateOptions): Promise<Manifest> {
  return await withSession(options.url, async (session) => {
    // One snapshot for the counts and, by its name, for pg_dump's own connection.
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await session.query(
      "SELECT pg_export_snapshot() AS snapshot, now() AS time, current_setting('server_version') AS version",
    );
    const { snapshot, time, version } = rows[0] as { snapshot: string; time: Date; version: string };
    const manifest = await dump(session, options, { snapshot, time, version });
    await writeManifest(options.store, manifest);
    return manifest;
  });
}

interface Moment {
  readonly snapshot: string;
  readonly time: Date;
  readonly version: string;
}

async function dump(session: Session, options: CreateOptions, moment: Moment): Promise<Manifest> {
  const { url, store, recipient, release, env } = options;
  const programs = await findPrograms(Number.parseInt(moment.version, 10), env);
  const words = [...FORMAT, ...NOT_OURS, `--snapshot=${moment.snapshot}`];
  const plain = readFrom(programs.command("pg_dump", url, words));
  const id = idOf(moment.time);
  const file = `${id}.dump${recipient === undefined ? "" : ".age"}`;
  const written = measure(recipient === undefined ? plain : await encrypt(plain, recipient));
  await writeNew(store, file, written.stream);
  return {
    id,
    createdAt: moment.time.toISOString(),
    release,
    serverVersion: moment.version.split(" ")[0] ?? moment.version,
    file,
    encrypted: recipient !== undefined,
    ...written.result(),
    contents: await readContents(session),
  };
}

async function writeNew(store: Store, file: string, bytes: Bytes): Promise<void> {
  if ((await store.names()).includes(file)) throw new BackupError(`${store.where}/${file} exists already`);
  await store.write(file, bytes);
}

/** Removes backups that retention no longer asks for; gives their ids. */
export async function pruneBackups(store: Store, retention: Retention): Promise<string[]> {
  const backups = await listBackups(store);
  const gone = new Set(
    expired(
      backups.map(({ createdAt }) => new Date(createdAt)),
      retention,
    ).map(idOf),
  );
  const removed = backups.filter(({ id }) => gone.has(id));
  for (const { id, file } of removed) {
    // The manifest first: half a backup must not look like one.
    await store.remove(`${id}.json`);
    await store.remove(file);
  }
  return removed.map(({ id }) => id);
}
