/** Starts a server in a folder that no running one uses: data, port, process, and what went wrong if it does. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Binaries, findBinaries } from "./binaries.ts";
import { createCluster, hasCluster } from "./cluster.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import { readState, type State, writeState } from "./home.ts";
import { type SupervisedServer, startSupervised } from "./lifeline.ts";
import type { Server } from "./options.ts";
import { freePortFrom, isFree, usualPort } from "./port.ts";
import { findPostmaster, type Postmaster, poll, START_MS, signalTo } from "./postmaster.ts";
import { serverSettings } from "./settings.ts";

interface Started {
  readonly supervised: SupervisedServer;
  readonly postmaster: Postmaster;
  readonly password: string;
}

const TRIES = 10;
const RETRY_MS = 100;
const END_MS = 10_000;

export async function startServer(server: Server): Promise<Started> {
  await endOrphan(server);
  const binaries = await findBinaries(server.account);
  const { password, ...remembered } = await prepareCluster(server, binaries);
  await rm(join(server.home.folder, remembered.pipe), { force: true });
  let { port } = remembered;
  for (let tries = 1; ; tries++) {
    port = await choosePort(server, port);
    const state = { password, port, pipe: `lifeline-${crypto.randomUUID()}` };
    await writeState(server.home, state);
    const attempt = await tryStart(server, binaries, state);
    if (attempt.postmaster) return { ...attempt, postmaster: attempt.postmaster, password };
    if (tries === TRIES || !isTransient(attempt.log)) throw startFailure(server, attempt.log);
    await sleep(RETRY_MS);
  }
}

/** A server without a lifeline: its supervisor was killed, or it is just stopping. It has to end before the next starts. */
async function endOrphan({ home, onProgress }: Server): Promise<void> {
  const orphan = await findPostmaster(home.data);
  if (orphan) {
    onProgress?.(`Waiting for the Postgres of an earlier run to stop (pid ${orphan.pid})`);
    signalTo(orphan.pid, "SIGINT");
    const gone = async () => (await findPostmaster(home.data)) === undefined || undefined;
    if (!(await poll(END_MS, gone))) {
      throw new EmbeddedPostgresError(`Postgres ${orphan.pid} does not stop`, `kill -9 ${orphan.pid}`);
    }
  }
  // What a crash left behind: Postgres believes it when the number belongs to another process by now.
  await rm(join(home.data, "postmaster.pid"), { force: true });
}

async function prepareCluster(server: Server, binaries: Binaries): Promise<State> {
  const { home, account, onProgress, directory, settings } = server;
  const state = await readState(home);
  if (await hasCluster(home)) {
    if (state) return state;
    const hint = `Remove ${home.folder} to start with an empty database.`;
    throw new EmbeddedPostgresError(`the password of the Postgres in ${home.folder} is lost`, hint);
  }
  onProgress?.(`Creating a Postgres 18 in ${home.folder}`);
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
  await createCluster({ home, binaries, account, password, sync: settings?.fsync !== "off" });
  return { password, port: usualPort(directory), pipe: "lifeline" };
}

async function choosePort({ port: wanted, onProgress }: Server, usual: number): Promise<number> {
  if (await isFree(wanted ?? usual)) return wanted ?? usual;
  if (wanted !== undefined) {
    throw new EmbeddedPostgresError(
      `port ${wanted} is taken`,
      "Stop what listens there, or take another port.",
    );
  }
  const port = await freePortFrom(usual + 1);
  onProgress?.(`Port ${usual} is taken: Postgres listens on ${port} from now on`);
  return port;
}

async function tryStart(server: Server, binaries: Binaries, { port, pipe }: State) {
  const { home, account, temporary = false } = server;
  const supervised = startSupervised({
    pipe: join(home.folder, pipe),
    log: home.log,
    account,
    command: [binaries.postgres, "-D", home.data, ...settingsArguments(server, port)],
    signal: temporary ? "QUIT" : "INT",
    remove: temporary ? home.folder : undefined,
  });
  await poll(START_MS, async () => supervised.ended || (await findPostmaster(home.data))?.ready || undefined);
  const postmaster = await findPostmaster(home.data);
  if (postmaster?.ready) return { supervised, postmaster, log: "" };
  const log = await readFile(home.log, "utf8");
  supervised.lifeline.close();
  return { supervised, postmaster: undefined, log };
}

function settingsArguments({ settings = serverSettings }: Server, port: number): string[] {
  const all = { ...settings, port, listen_addresses: "127.0.0.1", unix_socket_directories: "" };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Another process was faster on the port; or the last processes of a killed server are still going. */
const isTransient = (log: string) => /Address already in use|is still in use/.test(log);

const startFailure = ({ home }: Server, log: string) =>
  new EmbeddedPostgresError(
    `Postgres did not start in ${home.folder}:\n${log.trim().split("\n").slice(-8).join("\n")}`,
    `The whole log: ${home.log}. Or set DATABASE_URL to a Postgres of your own.`,
  );
