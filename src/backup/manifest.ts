/** What is known of a backup without reading it: written beside it, last, so that one without a manifest does not count. */
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { BackupError } from "./errors.ts";
import type { Store } from "./store.ts";
import { measureAll } from "./streams.ts";

const Manifest = Type.Object({
  /** "20250131T020000Z": when its snapshot was taken. */
  id: Type.String(),
  createdAt: Type.String(),
  /** The version of the application that made it. */
  release: Type.String(),
  /** As Postgres says it: "18.1". */
  serverVersion: Type.String(),
  file: Type.String(),
  encrypted: Type.Boolean(),
  bytes: Type.Number(),
  sha256: Type.String(),
  /** Of the same snapshot as the dump. */
  contents: Type.Object({
    migration: Type.Union([Type.String(), Type.Null()]),
    tables: Type.Record(Type.String(), Type.Object({ rows: Type.String(), digest: Type.String() })),
  }),
});

export type Manifest = Readonly<Static<typeof Manifest>>;

export const idOf = (time: Date) => `${time.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;

const manifestName = (id: string) => `${id}.json`;
const MANIFEST = /^(\d{8}T\d{6}Z)\.json$/;
/** With what a folder calls those that are being written, or were when the power went. */
const DUMP = /^(\d{8}T\d{6}Z)\.dump(\.age)?(\.unfinished)?$/;

export async function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await store.write(manifestName(manifest.id), new Blob([text]).stream());
}

export interface Listing {
  /** The newest first. */
  readonly backups: readonly Manifest[];
  /** Manifests that cannot be read, backups whose dump is gone. */
  readonly problems: readonly string[];
  /** Names of dumps without a manifest: unfinished ones, or such whose manifest was removed. */
  readonly unfinished: readonly string[];
}

/** Everything that lies in the store. */
export async function listBackups(store: Store): Promise<Listing> {
  const names = await store.names();
  const manifests = names.filter((name) => MANIFEST.test(name)).sort();
  const problems: string[] = [];
  const found = await Promise.all(
    manifests.toReversed().map((name) =>
      readManifest(store, name).catch((error) => {
        if (!(error instanceof BackupError)) throw error;
        problems.push(error.message);
      }),
    ),
  );
  const backups = found.filter((manifest) => manifest !== undefined);
  const gone = backups.filter(({ file }) => !names.includes(file)).map(missing);
  return {
    backups,
    problems: [...problems, ...gone],
    unfinished: names.filter((name) => isUnfinished(name, names)),
  };
}

function isUnfinished(name: string, names: readonly string[]): boolean {
  const [, id] = DUMP.exec(name) ?? [];
  return id !== undefined && !names.includes(manifestName(id));
}

/** `id` is a backup's, or "latest". @throws {BackupError} when there is none, or its manifest cannot be read */
export async function findBackup(store: Store, id: string): Promise<Manifest> {
  const names = await store.names();
  const wanted =
    id === "latest"
      ? names
          .filter((name) => MANIFEST.test(name))
          .sort()
          .at(-1)
      : manifestName(id);
  if (wanted !== undefined && names.includes(wanted)) return await readManifest(store, wanted);
  throw new BackupError(notThere(store, id, names), { hint: "`scaffold backup list` shows what there is." });
}

function notThere({ where }: Store, id: string, names: readonly string[]): string {
  if (names.some((name) => DUMP.exec(name)?.[1] === id))
    return `${id} has no manifest: it was never finished, or the manifest was removed; what it should hold is not known`;
  return id === "latest" ? `there is no backup in ${where}` : `there is no backup ${id} in ${where}`;
}

async function readManifest(store: Store, name: string): Promise<Manifest> {
  const text = await new Response(store.read(name)).text();
  const parsed = parse(text);
  if (Value.Check(Manifest, parsed)) return parsed;
  throw new BackupError(`${store.where}/${name} is damaged: it is no manifest`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws {BackupError} when the file is not, bit for bit, what was written */
export async function verifyFile(store: Store, manifest: Manifest): Promise<void> {
  if (!(await store.names()).includes(manifest.file)) throw new BackupError(missing(manifest), OLDER);
  const { bytes, sha256 } = await measureAll(store.read(manifest.file));
  if (bytes !== manifest.bytes)
    throw new BackupError(`${manifest.file} is damaged: it has ${bytes} bytes, not ${manifest.bytes}`, OLDER);
  if (sha256 !== manifest.sha256)
    throw new BackupError(
      `${manifest.file} is damaged: its SHA-256 is ${sha256}, not ${manifest.sha256}`,
      OLDER,
    );
}

const missing = ({ file }: Manifest) => `${file} is missing, and its manifest is there`;
const OLDER = { hint: "Take another one: `scaffold backup list` shows what there is." };
