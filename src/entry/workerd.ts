/**
 * The API on Cloudflare Workers, as `bun run bundle workerd` puts it into dist/workerd/server.mjs. Jobs are enqueued here, and
 * run by `scaffold work` on Bun. Put together when an isolate starts, where code may still be made from text (Elysia makes it).
 */

import { env } from "cloudflare:workers";
import { setWASMModules } from "argon2-wasm-edge";
import argon2WASM from "argon2-wasm-edge/wasm/argon2.wasm";
import blake2bWASM from "argon2-wasm-edge/wasm/blake2b.wasm";
import { createHandler } from "../app.ts";
import { readConfig } from "../config.ts";
import { openDatabase } from "../database/index.ts";
import { pgSql } from "../platform/pg-sql.ts";
import { type Assets, type ExecutionContext, workerdPlatform } from "../platform/workerd.ts";
import { noAnalytics } from "../telemetry/analytics.ts";
import { createLog } from "../telemetry/log.ts";
import { queryMetrics } from "../telemetry/metrics/instruments.ts";
import { Metrics } from "../telemetry/metrics/metrics.ts";
import { observeQuery } from "../telemetry/request-context.ts";
import { startTracing } from "../telemetry/tracing.ts";

setWASMModules({ argon2WASM, blake2bWASM });

/** Where the database is, which it says to requests alone. */
const hyperdrive = env.HYPERDRIVE as { readonly connectionString: string } | undefined;
const config = readConfig({ env: variablesOf(env) });
if (config.databaseUrl === undefined)
  throw new Error("there is no database: bind HYPERDRIVE, or set DATABASE_URL");
const tracing = startTracing({ ...config, onDemand: true });
const metrics = new Metrics();
const countQuery = queryMetrics(metrics);
const platform = workerdPlatform({
  config,
  metrics,
  files: BUILT.files,
  migrations: BUILT.migrations,
  assets: env.ASSETS as Assets,
  log: createLog({
    level: config.logLevel,
    format: "json",
    base: { service: config.serviceName, release: config.release },
    write: (line) => console.log(line.trimEnd()),
  }),
  logFormat: "json",
  mailbox: null,
  traces: null,
  analytics: noAnalytics,
  openDatabase: openRequestDatabase,
  flush: () => tracing.flush(),
});
const handle = platform.scoped(createHandler(platform));

export default {
  fetch: (request: Request, _env: unknown, context: ExecutionContext) => handle(request, context),
};

/** What of the bindings is text, by the names of the configuration. */
function variablesOf(bindings: typeof env): Record<string, string> {
  const texts = Object.entries(bindings).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return { ...(hyperdrive && { DATABASE_URL: "postgres://hyperdrive" }), ...Object.fromEntries(texts) };
}

/** Workers may have six connections at once, and what a request asks for first is rarely more than one. */
const CONNECTIONS = 3;

function openRequestDatabase() {
  const url = hyperdrive?.connectionString ?? config.databaseUrl ?? "";
  return openDatabase(
    {
      url,
      poolMax: CONNECTIONS,
      // The server's connection is another one for each transaction.
      prepare: false,
      acquireMs: config.databaseAcquireMs,
      queryMs: config.databaseQueryMs,
      observe(event) {
        observeQuery(event);
        countQuery(event);
      },
    },
    pgSql,
  );
}
