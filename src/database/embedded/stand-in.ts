/**
 * A folder elsewhere for the data of a project whose own folder the server's account cannot reach. It remembers whose
 * it is, so that it does not outlive the project.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LASTING_TEMPORARY_FOLDER, numberOf } from "./places.ts";
import { findPostmaster } from "./postmaster.ts";

const PREFIX = "scaffold-postgres-data-";
const OWNER_FILE = "stands-in-for";

/** Always the same for the same folder. */
export const standInFor = (directory: string) =>
  join(LASTING_TEMPORARY_FOLDER, `${PREFIX}${numberOf(directory).toString(36)}`);

export const rememberOwner = (standIn: string, directory: string) =>
  writeFile(join(standIn, OWNER_FILE), directory, { mode: 0o600 });

/** Removes the stand-ins of folders that are gone. */
export async function removeOrphans(): Promise<void> {
  for (const name of await readdir(LASTING_TEMPORARY_FOLDER)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(LASTING_TEMPORARY_FOLDER, name);
    const owner = await readFile(join(folder, OWNER_FILE), "utf8").catch(() => undefined);
    if (owner === undefined || existsSync(owner)) continue;
    if ((await findPostmaster(join(folder, "data"))) === undefined) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
