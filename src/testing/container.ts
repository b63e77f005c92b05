/** Postgres in a container, through testcontainers: the same image as production's, for one run of the tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { initdbArguments, testSettings } from "../database/embedded/index.ts";
import type { DockerEngine } from "./docker.ts";
import type { TestPostgres } from "./shared-server.ts";

const IMAGE = "postgres:18";
const LABEL = "scaffold.test-run";
const READY = "database system is ready to accept connections";

export async function startContainer(engine: DockerEngine, env: NodeJS.ProcessEnv): Promise<TestPostgres> {
  configureTestcontainers(engine, env);
  const run = crypto.randomUUID();
  const reap = startReaper(engine, `${LABEL}=${run}`);
  try {
    const port = await runPostgres(run);
    return { ...port, description: `container ${IMAGE}`, stop: reap };
  } catch (error) {
    await reap();
    throw error;
  }
}

/** Gives the function that removes the containers and waits until that is done; happens by itself if we are killed. */
function startReaper(engine: DockerEngine, label: string): () => Promise<void> {
  const script = fileURLToPath(new URL("./reaper.ts", import.meta.url));
  const reaper = spawn(process.execPath, [script, engine.host, label], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const exited = once(reaper, "exit");
  reaper.unref();
  return async () => {
    reaper.ref();
    reaper.stdin.end();
    await exited;
  };
}

async function runPostgres(run: string) {
  const { GenericContainer, Wait } = await import("testcontainers");
  const password = crypto.randomUUID();
  const container = await new GenericContainer(IMAGE)
    .withLabels({ [LABEL]: run })
    .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: initdbArguments.join(" ") })
    .withCommand(["postgres", ...settingsArguments()])
    .withTmpFs({ "/var/lib/postgresql": "rw" })
    .withExposedPorts(5432)
    // Once by the server that sets up the database, once by the one that stays.
    .withWaitStrategy(Wait.forLogMessage(READY, 2))
    .start();
  return {
    url: `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
  };
}

const settingsArguments = () =>
  Object.entries(testSettings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/** These can be said through the environment alone, and must be said before testcontainers is loaded. */
function configureTestcontainers(engine: DockerEngine, env: NodeJS.ProcessEnv): void {
  env.DOCKER_HOST = engine.host;
  env.TESTCONTAINERS_RYUK_DISABLED = "true";
  // `localhost` may be ::1, where an old engine gives the same port to another container.
  if (engine.host.startsWith("unix:")) env.TESTCONTAINERS_HOST_OVERRIDE ??= "127.0.0.1";
}
