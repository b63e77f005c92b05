/** What runs in a data folder, read from Postgres' own `postmaster.pid`, as pg_ctl does: no connection is needed. */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a start may take: after a crash, the log is replayed first. */
export const START_MS = 60_000;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Takes connections; false while it starts or stops. */
  readonly ready: boolean;
}

/** Undefined when none runs: no file, or one that a crash left behind. */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!(pid > 0) || !(await isPostgresOf(data, pid))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/** After a crash the number may have gone to another process: what counts is the command it was started with. */
async function isPostgresOf(data: string, pid: number): Promise<boolean> {
  return (await commandOf(pid)).includes(data);
}

/** "" when there is no such process. */
export async function commandOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return process.platform === "linux"
      ? ""
      : spawnSync("ps", ["-ww", "-o", "command=", "-p", `${pid}`]).stdout.toString();
  }
}

const POLL_MS = 5;

/** Asks until there is an answer; undefined when the time is over. */
export async function poll<T>(
  milliseconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const deadline = Date.now() + milliseconds; ; await sleep(POLL_MS)) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) return answer;
  }
}

/** A process that has ended in the meantime needs no signal. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
