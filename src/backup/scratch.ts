/** A Postgres for an hour: the drill's, made for it and gone with it. From the PATH, else in a container. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BackupError } from "./errors.ts";
import type { Environment } from "./programs.ts";
import { withSession } from "./session.ts";

export interface ScratchServer {
  /** Superuser, an empty database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Nothing here has to survive a crash. */
const HASTE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
const START_TRIES = 300;
const TRY_EVERY_MS = 200;

export async function startScratchServer(major: number, env: Environment): Promise<ScratchServer> {
  const here = Bun.which("initdb", { PATH: env.PATH ?? "" }) !== null && (await isMajor(major, env));
  const server = here ? await startLocal(env) : await startContainer(`postgres:${major}`, env);
  try {
    await untilReady(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const isMajor = async (major: number, env: Environment) =>
  new RegExp(`PostgreSQL\\) ${major}\\b`).test(await output(["postgres", "--version"], env));

async function startLocal(env: Environment): Promise<ScratchServer> {
  const directory = await mkdtemp(join(tmpdir(), "scaffold-drill-"));
  await output(["initdb", "--pgdata", directory, "--username=postgres", "--auth=trust", "--no-sync"], env);
  const port = await freePort();
  const listen = [
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `port=${port}`,
    "-c",
    `unix_socket_directories=${directory}`,
  ];
  const child = Bun.spawn(["postgres", "-D", directory, ...listen, ...HASTE], {
    env: { ...env },
    stdout: "ignore",
    stderr: "ignore",
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      child.kill("SIGINT");
      await child.exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startContainer(image: string, env: Environment): Promise<ScratchServer> {
  const password = randomBytes(16).toString("hex");
  const run = [
    "docker",
    "run",
    "--detach",
    "--rm",
    "--publish",
    "127.0.0.1::5432",
    "--env",
    "POSTGRES_PASSWORD",
  ];
  const container = (await output([...run, image, ...HASTE], { ...env, POSTGRES_PASSWORD: password })).trim();
  const stop = async () => void (await output(["docker", "rm", "--force", "--volumes", container], env));
  const published = await output(["docker", "port", container, "5432/tcp"], env);
  return { url: `postgres://postgres:${password}@${published.trim().split("\n")[0]}/postgres`, stop };
}

/** @throws {BackupError} with what the program said */
async function output(words: string[], env: Environment): Promise<string> {
  const child = Bun.spawn(words, { env: { ...env }, stdout: "pipe", stderr: "pipe" });
  const [text, complaint, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code === 0) return text;
  throw new BackupError(`${words.slice(0, 2).join(" ")} failed (exit code ${code}): ${complaint.trim()}`, {
    hint: "A drill needs Postgres' programs on the PATH, or Docker.",
  });
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
