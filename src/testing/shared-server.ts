/** The one Postgres of a test run: started by the first test that asks for a database, stopped after the last. */
import { startContainer } from "./container.ts";
import { findDocker } from "./docker.ts";
import { startTemporaryPostgres, temporaryFolder } from "./embedded.ts";
import { testEnvironment } from "./environment.ts";

export interface TestPostgres {
  /** Of the superuser, on the database `postgres`. */
  readonly url: string;
  readonly description: string;
  stop(): Promise<void>;
}

// A run is one process, and what it shares can only live in a module: `bun test` hands nothing from file to file.
let environment: NodeJS.ProcessEnv = {};
let shared: Promise<TestPostgres> | undefined;

/** What `sharedServer` goes by; the preload hands it over. */
export function useEnvironment(env: NodeJS.ProcessEnv): void {
  environment = env;
}

export function sharedServer(): Promise<TestPostgres> {
  shared ??= start();
  return shared;
}

export async function stopSharedServer(): Promise<void> {
  const server = await shared?.catch(() => undefined);
  await server?.stop();
}

async function start(): Promise<TestPostgres> {
  const begin = performance.now();
  const server = await startContainerOrEmbedded();
  const milliseconds = Math.round(performance.now() - begin);
  console.error(`Postgres of this run: ${server.description} (${milliseconds} ms)`);
  return server;
}

async function startContainerOrEmbedded(): Promise<TestPostgres> {
  const { postgres } = testEnvironment(environment);
  if (postgres === "embedded") return await startEmbedded("as TEST_POSTGRES says");
  const docker = await findDocker(environment);
  if (docker) return await startContainer(docker, environment);
  if (postgres === "auto") return await startEmbedded("no Docker engine answers");
  throw new Error("REQUIRE_CONTAINERS=1, but no Docker engine answers");
}

async function startEmbedded(why: string): Promise<TestPostgres> {
  const { url, stop } = await startTemporaryPostgres(await temporaryFolder());
  return { url, stop, description: `embedded, ${why}` };
}
