/** Backups in a folder. */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "./errors.ts";
import type { Store } from "./store.ts";
import type { Bytes } from "./streams.ts";

const UNFINISHED = ".unfinished";

export function directoryStore(path: string): Store {
  return {
    where: path,
    names: async () => await readdir(path).catch(noneIfMissing),
    write: async (name, bytes) => {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const unfinished = join(path, name + UNFINISHED);
      try {
        await writeDurably(unfinished, bytes);
        await rename(unfinished, join(path, name));
      } finally {
        await rm(unfinished, { force: true });
      }
    },
    read: (name) => Bun.file(join(path, name)).stream(),
    remove: async (name) => await rm(join(path, name), { force: true }),
  };
}

/** It is made with the first backup. */
function noneIfMissing(error: Error & { readonly code?: string; readonly path?: string }): string[] {
  if (error.code === "ENOENT") return [];
  throw new BackupError(`${error.path} cannot be read: ${error.message}`, { cause: error });
}

/** On the disk, and not only in the kernel's memory, when it returns. */
async function writeDurably(path: string, bytes: Bytes): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    for await (const chunk of bytes) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}
