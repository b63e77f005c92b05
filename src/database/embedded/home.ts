/** The folder that a server lives in: its data, its log, its lifeline, and what the next start must know. */
import { chmod, chown, lstat, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, canUse } from "./account.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import { rememberOwner, removeOrphans, standInFor } from "./stand-in.ts";

export interface Home {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
}

/** What is remembered from one start to the next. */
export interface State {
  readonly password: string;
  readonly port: number;
  /** The lifeline's name in the folder; every start has its own, so that no end of an earlier one can take it away. */
  readonly pipe: string;
}

/** Made if need be, and reachable by the account: under root, a closed folder has a stand-in elsewhere. */
export async function prepareHome(directory: string, account: Account | undefined): Promise<Home> {
  if (account !== undefined) await removeOrphans();
  await mkdir(directory, { recursive: true });
  if (account === undefined) await chmod(directory, 0o700).catch(() => {});
  else await giveTo(directory, account);
  if (canUse(account, { folder: directory })) return homeIn(directory);
  if (account === undefined) throw foreign(directory);
  const standIn = standInFor(directory);
  await mkdir(standIn, { recursive: true });
  await requireOwner(standIn, [0, account.uid]);
  await giveTo(standIn, account);
  await rememberOwner(standIn, directory);
  return homeIn(standIn);
}

const homeIn = (folder: string): Home => ({
  folder,
  data: join(folder, "data"),
  log: join(folder, "postgres.log"),
});

async function giveTo(folder: string, { uid, gid }: Account): Promise<void> {
  await chown(folder, uid, gid);
  await chmod(folder, 0o700);
}

async function requireOwner(folder: string, uids: readonly number[]): Promise<void> {
  if (!uids.includes((await lstat(folder)).uid)) throw foreign(folder);
}

const foreign = (folder: string) =>
  new EmbeddedPostgresError(
    `${folder} belongs to another user`,
    "It was made by root, or by somebody else: remove it to start with an empty database, or set DATABASE_URL.",
  );

const stateFile = (home: Home) => join(home.folder, "server.json");

export async function readState(home: Home): Promise<State | undefined> {
  try {
    return JSON.parse(await readFile(stateFile(home), "utf8")) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Holds the password: for its owner's eyes only, and never half written. */
export async function writeState(home: Home, state: State): Promise<void> {
  const unfinished = `${stateFile(home)}.new`;
  await writeFile(unfinished, JSON.stringify(state), { mode: 0o600 });
  await rename(unfinished, stateFile(home));
}
