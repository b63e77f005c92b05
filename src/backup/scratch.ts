/** A Postgres for an hour: the drill's, made for it and gone with it. From the PATH, else in a container. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BackupError } from "./errors.ts";
import { type Environment, majorVersion, needImage, postgresImage, run } from "./run.ts";
import { withSession } from "./session.ts";

export interface ScratchServer {
  /** For people. */
  readonly from: string;
  /** Superuser, an empty database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Nothing here has to survive a crash. */
const HASTE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
const START_TRIES = 300;
const TRY_EVERY_MS = 200;
const HINT = "A drill needs Postgres' programs of that version on the PATH, or Docker.";

export async function startScratchServer(major: number, env: Environment): Promise<ScratchServer> {
  const server = (await canRun(major, env)) ? await startLocal(env) : await startContainer(major, env);
  try {
    await untilReady(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Postgres refuses to run as root. */
const canRun = async (major: number, env: Environment) =>
  process.getuid?.() !== 0 &&
  (await majorVersion("initdb", env)) === major &&
  (await majorVersion("postgres", env)) === major;

async function startLocal(env: Environment): Promise<ScratchServer> {
  const directory = await mkdtemp(join(tmpdir(), "scaffold-drill-"));
  const data = ["--pgdata", directory, "--username=postgres", "--auth=trust", "--no-sync"];
  await run(["initdb", ...data, "--locale=C.UTF-8", "--encoding=UTF8"], env, HINT);
  const port = await freePort();
  const listen = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  const child = Bun.spawn(["postgres", "-D", directory, ...listen.flatMap((one) => ["-c", one]), ...HASTE], {
    env: { ...env },
    stdio: ["ignore", "ignore", "ignore"],
  });
  return {
    from: "the PATH",
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      child.kill("SIGINT");
      await child.exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** It ends by itself after six hours, should nobody be left to stop it. */
const MORTAL = '(sleep 21600; kill -INT 1) & exec docker-entrypoint.sh "$@"';

async function startContainer(major: number, env: Environment): Promise<ScratchServer> {
  const image = postgresImage(major);
  await needImage(image, env, HINT);
  const password = randomBytes(16).toString("hex");
  const options = ["--detach", "--rm", "--publish", "127.0.0.1::5432", "--env", "POSTGRES_PASSWORD"];
  const unsynced = ["--env", "POSTGRES_INITDB_ARGS=--no-sync"];
  const command = ["--entrypoint", "sh", image, "-c", MORTAL, "sh", "postgres", ...HASTE];
  const started = await run(
    ["docker", "run", ...options, ...unsynced, ...command],
    { ...env, POSTGRES_PASSWORD: password },
    HINT,
  );
  const container = started.trim();
  const stop = async () => void (await run(["docker", "rm", "--force", "--volumes", container], env));
  const published = await run(["docker", "port", container, "5432/tcp"], env);
  const address = published.trim().split("\n")[0];
  return { from: `the image ${image}`, url: `postgres://postgres:${password}@${address}/postgres`, stop };
}

/** While a container still initializes, its server listens on a socket of its own, and refuses us. */
async function untilReady(url: string): Promise<void> {
  let last: unknown;
  for (let tries = 0; tries < START_TRIES; tries++) {
    try {
      return void (await withSession(url, (session) => session.query("SELECT 1")));
    } catch (error) {
      last = error;
      await Bun.sleep(TRY_EVERY_MS);
    }
  }
  throw new BackupError("the Postgres for the drill does not answer", { cause: last });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
