/**
 * A real Postgres 18 out of npm packages, for development and tests. One server per folder, shared by all processes
 * that ask for it: the first starts it, the others join, and it stops when the last has left (lifeline.ts).
 * It listens on 127.0.0.1 alone and asks for a random password, which stands in a file that only its owner reads.
 */
import { join } from "node:path";
import { serverAccount } from "./account.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import { type Home, prepareHome, readState, type State } from "./home.ts";
import { joinLifeline, type Lifeline } from "./lifeline.ts";
import { withLock } from "./lock.ts";
import type { EmbeddedOptions, Server } from "./options.ts";
import { findPostmaster, type Postmaster, poll, START_MS, signalTo } from "./postmaster.ts";
import { startServer } from "./start.ts";

export interface EmbeddedPostgres {
  /** Of the superuser, on the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** It was running already. */
  readonly reused: boolean;
  /** Leaves the server; whoever started it also waits for its end, unless others go on using it. */
  stop(): Promise<void>;
  /** Ends it as a crash would, whoever uses it; the folder stays, and the next start recovers what was committed. */
  kill(): Promise<void>;
}

const STOP_MS = 15_000;
/** The pipe is gone within a few milliseconds when we were the last; if it stays, others use the server. */
const LAST_ONE_MS = 500;

/** @throws {EmbeddedPostgresError} with what to do about it */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = await serverAccount();
  const server = { ...options, account, home: await prepareHome(options.directory, account) };
  return await withLock(join(options.directory, "start.lock"), async () => {
    return (await joinRunning(server)) ?? (await startNew(server));
  });
}

async function joinRunning({ home }: Server): Promise<EmbeddedPostgres | undefined> {
  const state = await readState(home);
  if (state === undefined) return undefined;
  const lifeline = joinLifeline(join(home.folder, state.pipe));
  if (lifeline === undefined) return undefined;
  const found = await poll(START_MS, async () => {
    const postmaster = await findPostmaster(home.data);
    return postmaster?.ready || !lifeline.current ? { postmaster } : undefined;
  });
  if (found?.postmaster && lifeline.current) return joined(home, found.postmaster, state, lifeline);
  lifeline.close();
  if (found) return undefined;
  throw new EmbeddedPostgresError(
    `a Postgres runs in ${home.folder}, but this process cannot see it`,
    "Another container seems to use the same folder: stop it, or set DATABASE_URL.",
  );
}

function joined(home: Home, postmaster: Postmaster, state: State, lifeline: Lifeline): EmbeddedPostgres {
  const gone = async () => (await findPostmaster(home.data))?.pid !== postmaster.pid || undefined;
  const stop = leave(lifeline);
  const kill = killer(postmaster.pid, gone, stop);
  return { ...describe(postmaster, state.password), reused: true, stop, kill };
}

async function startNew(server: Server): Promise<EmbeddedPostgres> {
  const { supervised, postmaster, password } = await startServer(server);
  const { lifeline } = supervised;
  const ended = async () => supervised.ended || undefined;
  const stop = leave(lifeline, async () => {
    // Nobody else knows a temporary server; of another, the pipe tells.
    const isLast = server.temporary || (await poll(LAST_ONE_MS, async () => !lifeline.current || undefined));
    if (isLast) await poll(STOP_MS, ended);
  });
  const kill = killer(postmaster.pid, ended, stop);
  return { ...describe(postmaster, password), reused: false, stop, kill };
}

/** Leaving comes last: before the end, it would be a proper stop. */
const killer =
  (pid: number, ended: () => Promise<true | undefined>, stop: () => Promise<void>) => async () => {
    signalTo(pid, "SIGKILL");
    await poll(STOP_MS, ended);
    await stop();
  };

const describe = ({ pid, port }: Postmaster, password: string) => ({
  pid,
  port,
  url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
});

/** A function that may be called more than once: Ctrl-C comes when it comes. */
function leave(lifeline: Lifeline, after?: () => Promise<void>): () => Promise<void> {
  let left: Promise<void> | undefined;
  return () => {
    left ??= (async () => {
      lifeline.close();
      await after?.();
    })();
    return left;
  };
}
