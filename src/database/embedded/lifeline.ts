/**
 * Who still uses a server is counted by the kernel: each user holds the writing end of a named pipe, whose reading end
 * is a shell beside the server. When the last user has left, killed or not, the shell reads the end of the file and
 * stops the server. There is no counter that could be wrong.
 */
import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs";
import type { Account } from "./account.ts";
import { EmbeddedPostgresError } from "./errors.ts";

/**
 * $1 the pipe, $2 the signal that stops the server, $3 a folder that goes with it or "", then the server's command.
 * The pipe goes first, so that nobody joins a server that is about to stop.
 */
const SUPERVISOR = `
pipe=$1 signal=$2 remove=$3
shift 3
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ while read -r _; do :; done; rm -f "$pipe"; kill -s "$signal" "$server"; } <&3 &
lifeline=$!
exec 3<&-
wait "$server"
code=$?
if [ -e "$pipe" ]; then
  kill "$lifeline"; rm -f "$pipe"
elif [ -n "$remove" ]; then
  rm -rf "$remove"
fi
exit "$code"
`;

/** One use of a server; closing the last one stops it. */
export interface Lifeline {
  /** False once the server is about to stop, or was replaced. */
  readonly current: boolean;
  close(): void;
}

interface Supervised {
  readonly pipe: string;
  readonly command: readonly string[];
  readonly account: Account | undefined;
  readonly log: string;
  /** INT: finishes properly; QUIT: at once, for data that are thrown away. */
  readonly signal: "INT" | "QUIT";
  /** Removed when the last user has left. */
  readonly remove: string | undefined;
}

export interface SupervisedServer {
  readonly lifeline: Lifeline;
  /** The server has ended, for whatever reason, and what was to be removed is removed. */
  readonly ended: boolean;
}

/** Starts a server under a new lifeline. */
export function startSupervised(server: Supervised): SupervisedServer {
  const { reading, writing } = createPipe(server.pipe);
  const log = openSync(server.log, "w", 0o600);
  const { pipe, signal, remove = "", command } = server;
  // A session of its own: Ctrl-C in the terminal is for us alone, and the server ends when we have.
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "embedded-postgres", pipe, signal, remove, ...command], {
    ...server.account,
    cwd: "/",
    detached: true,
    stdio: [reading, log, log],
  });
  child.unref();
  closeSync(reading);
  closeSync(log);
  return {
    lifeline: lifelineOn(pipe, writing),
    get ended() {
      return child.exitCode !== null || child.signalCode !== null;
    },
  };
}

/** Joins those who use the server; undefined when there is none. */
export function joinLifeline(pipe: string): Lifeline | undefined {
  try {
    return lifelineOn(pipe, openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENXIO: the pipe is there, but nobody reads it.
    if (code === "ENOENT" || code === "ENXIO") return undefined;
    throw error;
  }
}

function lifelineOn(pipe: string, descriptor: number): Lifeline {
  const { ino } = fstatSync(descriptor);
  return {
    get current() {
      return statSync(pipe, { throwIfNoEntry: false })?.ino === ino;
    },
    close: () => closeSync(descriptor),
  };
}

function createPipe(path: string): { reading: number; writing: number } {
  const made = spawnSync("mkfifo", ["-m", "600", path]);
  if (made.status !== 0) {
    throw new EmbeddedPostgresError(
      `mkfifo ${path} failed: ${made.stderr ?? made.error}`,
      "Set DATABASE_URL instead.",
    );
  }
  // Opening one end waits for the other; opening both at once waits for nobody.
  const both = openSync(path, constants.O_RDWR);
  const reading = openSync(path, constants.O_RDONLY);
  const writing = openSync(path, constants.O_WRONLY);
  closeSync(both);
  return { reading, writing };
}
