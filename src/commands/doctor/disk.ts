/** Room for what is kept on this machine. */
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Check, ok, warning, wrong } from "./check.ts";

const GIGABYTE = 1e9;
const SCARCE = 2 * GIGABYTE;
const NOTHING = 0.2 * GIGABYTE;

/** @param paths folders that need not be there yet */
export async function diskChecks(paths: readonly string[]): Promise<Check[]> {
  return await Promise.all(paths.map(async (path) => judge(path, await freeBytes(resolve(path)))));
}

function judge(path: string, free: number): Check {
  const message = `${(free / GIGABYTE).toFixed(1)} GB free for ${path}`;
  if (free >= SCARCE) return ok("disk", message);
  const fix = "`docker system df`, `du -xh / | sort -h | tail` show what takes the room.";
  return free < NOTHING ? wrong("disk", message, fix) : warning("disk", message, fix);
}

/** Of the disk that it is on, or would be. */
async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT" || path === "/") throw error;
    return await freeBytes(dirname(path));
  }
}
