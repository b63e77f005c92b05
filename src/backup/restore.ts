/** Puts a backup into an empty database, and proves that it is what was backed up. */
import { decrypt } from "./cipher.ts";
import { differences, readContents } from "./contents.ts";
import { BackupError } from "./errors.ts";
import { type Manifest, verifyFile } from "./manifest.ts";
import { type Environment, findPrograms } from "./programs.ts";
import { withSession } from "./session.ts";
import type { Store } from "./store.ts";
import { writeTo } from "./streams.ts";

export interface RestoreOptions {
  readonly store: Store;
  readonly manifest: Manifest;
  /** The database to fill. */
  readonly url: string;
  /** The private key; needed when it is encrypted. */
  readonly identity: string | undefined;
  readonly env: Environment;
}

/** All or nothing, and nothing that the database's own owner may not do. */
const WORDS = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"];

/** @throws {BackupError} before anything is written when the file is damaged or the database is not empty; after, when they differ */
export async function restoreBackup({ store, manifest, url, identity, env }: RestoreOptions): Promise<void> {
  await verifyFile(store, manifest);
  await refuseUnlessEmpty(url);
  const programs = await findPrograms(await majorOf(url), env);
  await writeTo(programs.command("pg_restore", url, WORDS), await open(store, manifest, identity));
  const problems = differences(manifest.contents, await withSession(url, readContents));
  if (problems.length > 0)
    throw new BackupError(`what was restored is not what was backed up:\n${problems.join("\n")}`);
}

async function open(store: Store, { file, encrypted }: Manifest, identity: string | undefined) {
  const bytes = store.read(file);
  if (!encrypted) return bytes;
  if (identity !== undefined) return await decrypt(bytes, identity);
  throw new BackupError(`${file} is encrypted`, {
    hint: "Set BACKUP_IDENTITY, the private key (AGE-SECRET-KEY-1…).",
  });
}

async function refuseUnlessEmpty(url: string): Promise<void> {
  const { tables } = await withSession(url, readContents);
  const names = Object.keys(tables);
  if (names.length === 0) return;
  throw new BackupError(
    `the database to restore into is not empty: it has ${names.slice(0, 3).join(", ")} …`,
    {
      hint: "Make a new one (createdb), restore into that, then rename the two.",
    },
  );
}

async function majorOf(url: string): Promise<number> {
  const { rows } = await withSession(url, (session) => session.query("SHOW server_version_num"));
  return Math.floor(Number(rows[0].server_version_num) / 10_000);
}
