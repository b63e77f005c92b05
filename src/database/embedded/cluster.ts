/** Makes the data folder with initdb, once; a start that was killed in the middle leaves nothing that looks finished. */
import { spawn } from "node:child_process";
import { chown, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { Home } from "./home.ts";
import { initdbArguments } from "./settings.ts";

/** The major version of the packages that package.json asks for. */
const MAJOR_VERSION = "18";

interface NewCluster {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly password: string;
  /** Whether to wait until the new files are on the disk. */
  readonly sync: boolean;
}

/** True when there are data that this Postgres can run on. */
export async function hasCluster(home: Home): Promise<boolean> {
  const version = (await readFile(join(home.data, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (version === "") return false;
  if (version === MAJOR_VERSION) return true;
  throw new EmbeddedPostgresError(
    `the data in ${home.data} are of Postgres ${version}, and this is Postgres ${MAJOR_VERSION}`,
    `Remove ${home.folder} to start with an empty database, or set DATABASE_URL.`,
  );
}

export async function createCluster({ home, binaries, account, password, sync }: NewCluster): Promise<void> {
  const unfinished = `${home.data}.new`;
  const passwordFile = join(home.folder, "password");
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  try {
    await initdb(binaries, account, [
      ...["--pgdata", unfinished, "--username", "postgres", "--pwfile", passwordFile],
      ...["--auth", "scram-sha-256", "--no-instructions", ...initdbArguments],
      ...(sync ? [] : ["--no-sync"]),
    ]);
    await rename(unfinished, home.data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initdb(
  binaries: Binaries,
  account: Account | undefined,
  args: readonly string[],
): Promise<void> {
  const child = spawn(binaries.initdb, args, { ...account, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [said, code] = await Promise.all([text(child.stderr), exit]);
  if (code === 0) return;
  throw new EmbeddedPostgresError(
    `initdb failed: ${said.trim()}`,
    "Set DATABASE_URL to a Postgres of your own.",
  );
}
