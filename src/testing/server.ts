/** A Postgres of a test file's own, for tests that kill it: `const server = testServer();` at the file's top. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { rm } from "node:fs/promises";
import type { EmbeddedPostgres } from "../database/embedded/index.ts";
import { startTemporaryPostgres, temporaryFolder } from "./embedded.ts";
import { SETUP_TIMEOUT_MS, TEST_TIMEOUT_MS } from "./patience.ts";

export interface TestServer {
  /** Of the superuser, on the database `postgres`; the same before and after a restart. */
  readonly url: string;
  /** Ends it as a crash of the machine would (SIGKILL), and resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again after `kill`: same data, same URL. Resolves when it takes connections. */
  restart(): Promise<void>;
}

/** Registers the hooks that start and remove it, and gives the file's tests more time; what it gives is valid inside hooks and tests. */
export function testServer(): TestServer {
  let folder = "";
  setDefaultTimeout(TEST_TIMEOUT_MS);
  let server: EmbeddedPostgres | undefined;
  const current = (): EmbeddedPostgres => {
    if (server === undefined) throw new Error("the test server is there inside tests and hooks only");
    return server;
  };
  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startTemporaryPostgres(folder);
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, SETUP_TIMEOUT_MS);
  return {
    get url() {
      return current().url;
    },
    kill: () => current().kill(),
    restart: async () => {
      server = await startTemporaryPostgres(folder);
    },
  };
}
