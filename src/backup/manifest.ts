/** What is known of a backup without reading it: written beside it, last, so that one without a manifest does not count. */
import type { Contents } from "./contents.ts";
import { BackupError } from "./errors.ts";
import type { Store } from "./store.ts";
import { measureAll } from "./streams.ts";

export interface Manifest {
  /** "20250131T020000Z": when its snapshot was taken. */
  readonly id: string;
  readonly createdAt: string;
  /** The version of the application that made it. */
  readonly release: string;
  /** As Postgres says it: "18.1". */
  readonly serverVersion: string;
  readonly file: string;
  readonly encrypted: boolean;
  readonly bytes: number;
  readonly sha256: string;
  /** Of the same snapshot as the dump. */
  readonly contents: Contents;
}

export const idOf = (time: Date) => `${time.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;

const manifestName = (id: string) => `${id}.json`;
const MANIFEST = /^\d{8}T\d{6}Z\.json$/;

export async function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await store.write(manifestName(manifest.id), new Blob([text]).stream());
}

/** All backups, the newest first. */
export async function listBackups(store: Store): Promise<Manifest[]> {
  const names = (await store.names()).filter((name) => MANIFEST.test(name)).sort();
  return await Promise.all(names.toReversed().map((name) => readManifest(store, name)));
}

/** `id` is a backup's, or "latest". @throws {BackupError} when there is none */
export async function findBackup(store: Store, id: string): Promise<Manifest> {
  const backups = await listBackups(store);
  const found = id === "latest" ? backups[0] : backups.find((backup) => backup.id === id);
  if (found !== undefined) return found;
  throw new BackupError(
    id === "latest" ? `there is no backup in ${store.where}` : `there is no backup ${id}`,
    {
      hint: "`scaffold backup list` shows what there is.",
    },
  );
}

async function readManifest(store: Store, name: string): Promise<Manifest> {
  const text = await new Response(store.read(name)).text();
  try {
    return JSON.parse(text) as Manifest;
  } catch (cause) {
    throw new BackupError(`${store.where}/${name} is damaged: it is no JSON`, { cause });
  }
}

/** @throws {BackupError} when the file is not, bit for bit, what was written */
export async function verifyFile(store: Store, manifest: Manifest): Promise<void> {
  if (!(await store.names()).includes(manifest.file)) throw new BackupError(`${manifest.file} is missing`);
  const { bytes, sha256 } = await measureAll(store.read(manifest.file));
  if (bytes !== manifest.bytes) {
    throw new BackupError(`${manifest.file} is damaged: ${bytes} bytes, not ${manifest.bytes}`);
  }
  if (sha256 !== manifest.sha256)
    throw new BackupError(`${manifest.file} is damaged: its SHA-256 is ${sha256}`);
}
