/**
 * `scaffold serve`: the API behind a port, until a signal. It starts whether or not the database is there, as a process
 * that dies with its database comes back later than one that waits; /health/ready says when it can be used.
 */
import { createHandler } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import { resolveServer } from "../database/server.ts";
import type { Served } from "../platform/platform.ts";
import { lineOutput } from "../telemetry/output.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { type Api, assembleApi, expectedMigrations } from "./api.ts";
import { type Call, CommandError } from "./command.ts";
import { stopSignal } from "./signals.ts";

export async function run({ options, env }: Call): Promise<number> {
  const config = readConfig({ env, flags: options });
  const output = lineOutput(process.stdout);
  const tracing = startTracing(config);
  const server = await resolveServer({
    databaseUrl: config.databaseUrl,
    root: process.cwd(),
    onProgress: console.error,
  });
  const migrations = await expectedMigrations("migrations");
  const api = assembleApi(config, { databaseUrl: server.url, write: output.write, migrations });
  try {
    const served = listen(api, config);
    api.log.info({ url: served.url, docs: new URL("/docs", served.url).href }, "listening");
    const signal = await stopSignal();
    api.log.info({ signal }, "stopping");
    await drain(api, served, config);
  } finally {
    await api.database.close();
    await tracing.shutdown();
    await output.flush();
    await server.close();
  }
  return 0;
}

function listen({ platform }: Api, { host, port }: Config): Served {
  const handler = createHandler(platform);
  try {
    return platform.serve(handler, { host, port });
  } catch (cause) {
    if ((cause as { code?: string }).code !== "EADDRINUSE") throw cause;
    throw new CommandError(`port ${port} on ${host} is in use`, {
      hint: "Stop what listens there, or choose another with --port (0 takes a free one).",
      cause,
    });
  }
}

/** First tells load balancers and keeps answering while they notice; then finishes what is in flight. */
async function drain({ platform, log }: Api, served: Served, config: Config): Promise<void> {
  platform.lifecycle.draining = true;
  await new Promise((resolve) => setTimeout(resolve, config.shutdownLameDuckMs));
  await served.stop(config.shutdownGraceMs);
  await platform.idle();
  log.info("stopped");
}
