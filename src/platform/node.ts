/** Node 24.7 and later: the app behind node:http, Postgres through pg. */
import { readFile } from "node:fs/promises";
import { serve } from "srvx/node";
import { type BuiltFiles, builtFiles } from "./built-files.ts";
import { nodePasswordHasher } from "./node-password.ts";
import { pgSql } from "./pg-sql.ts";
import type { Handler, Runtime, Served, ServeOptions } from "./platform.ts";
import { portable } from "./portable.ts";

/** As Bun's: sockets on which nothing happens for so long are closed. */
const IDLE_TIMEOUT_MS = 30_000;

/** @param assets where the bundler put what browsers load */
export const nodeRuntime = (files: BuiltFiles, assets: URL): Runtime => ({
  driver: pgSql,
  platform: (parts) =>
    portable(parts, {
      ...builtFiles(files, (path) => readFile(new URL(path, assets))),
      passwordHasher: nodePasswordHasher,
      peerAddress: (request) => (request as { ip?: string }).ip ?? null,
      serve: listen,
    }),
});

async function listen(fetch: Handler, { host, port }: ServeOptions): Promise<Served> {
  const server = serve({
    fetch,
    hostname: host,
    port,
    // Signals are for whoever started the process.
    gracefulShutdown: false,
    silent: true,
    node: { keepAliveTimeout: IDLE_TIMEOUT_MS, requestTimeout: IDLE_TIMEOUT_MS },
  });
  await server.ready();
  return {
    url: server.url ?? "",
    async stop(graceMs) {
      const timer = setTimeout(() => server.close(true), graceMs);
      await server.close();
      clearTimeout(timer);
    },
  };
}
