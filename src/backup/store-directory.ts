/** Backups in a folder. */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "./store.ts";
import type { Bytes } from "./streams.ts";

const UNFINISHED = ".unfinished";

export function directoryStore(path: string): Store {
  return {
    where: path,
    names: async () => (await readdir(path).catch(() => [])).filter((name) => !name.endsWith(UNFINISHED)),
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
