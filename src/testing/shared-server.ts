/** The one Postgres of a test run: started by the first test that asks for a database, stopped after the last. */
import { startContainer } from "./container.ts";
import { findDocker } from "./docker.ts";
import { testEnvironment } from "./environment.ts";

export interface TestPostgres {
  /** Of the superuser, on the database `postgres`. */
  readonly url: string;
  readonly description: string;
  stop(): Promise<void>;
}

// A run is one process, and what it shares can only live in a module: `bun test` hands nothing from file to file.
let shared: Promise<TestPostgres> | undefined;

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
  console.error(`Postgres of this run: ${server.description} (${Math.round(performance.now() - begin)} ms)`);
  return server;
}

async function startContainerOrEmbedded(): Promise<TestPostgres> {
  const { postgres } = testEnvironment(process.env);
  const docker = postgres === "embedded" ? undefined : await findDocker(process.env);
  if (docker === undefined) throw new Error("no Docker engine answers");
  return await startContainer(docker);
}
