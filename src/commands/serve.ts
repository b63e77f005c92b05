/**
 * `scaffold serve`: the API behind a port, until a signal. It starts whether or not the database is there, as a process
 * that dies with its database comes back later than one that waits; /health/ready says when it can be used.
 */
import { createHandler } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import { resolveServer } from "../database/server.ts";
import type { Served } from "../platform/platform.ts";
import { accountLinks } from "../services/account/mails/links.ts";
import { lineOutput } from "../telemetry/output.ts";
import { RecentTraces } from "../telemetry/recent-traces.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { type Api, assembleApi, expectedMigrations } from "./api.ts";
import type { Call } from "./command.ts";
import { listen } from "./listen.ts";
import { startMetrics } from "./metrics.ts";
import { stopSignal } from "./signals.ts";
import type { AssembledWorker } from "./worker.ts";

export async function run({ options, env }: Call): Promise<number> {
  const config = readConfig({ env, flags: options });
  const output = lineOutput(process.stdout);
  const traces = config.environment === "development" ? new RecentTraces() : null;
  const tracing = startTracing({ ...config, recent: traces });
  const server = await resolveServer({
    databaseUrl: config.databaseUrl,
    root: process.cwd(),
    onProgress: console.error,
  });
  const migrations = await expectedMigrations("migrations");
  const api = assembleApi(config, { databaseUrl: server.url, write: output.write, migrations, traces });
  const stopMetrics = startMetrics(api.platform.metrics, config);
  const worker = await inlineWorker(config, api, server.url);
  try {
    const served = listen(api.platform, createHandler(api.platform), config);
    api.log.info({ url: served.url, docs: new URL("/docs", served.url).href }, "listening");
    await worker?.start();
    const signal = await stopSignal();
    api.log.info({ signal }, "stopping");
    await drain(api, served, worker, config);
  } finally {
    await stopMetrics();
    api.platform.close();
    await api.database.close();
    await tracing.shutdown();
    await output.flush();
    await server.close();
  }
  return 0;
}

/** Jobs in this process too, when JOBS_WORKER says so: one process is enough for development and small sites. */
async function inlineWorker(config: Config, { platform, database, log, mail }: Api, databaseUrl: string) {
  const { jobsWorker, environment } = config;
  if (jobsWorker === "off" || (jobsWorker === "auto" && environment !== "development")) return undefined;
  const { assembleWorker } = await import("./worker.ts");
  return await assembleWorker(config, {
    databaseUrl,
    database,
    log,
    metrics: platform.metrics,
    migrations: platform.migrations,
    waitUntil: platform.waitUntil,
    services: { mailer: mail.mailer, links: accountLinks(config.appUrl) },
  });
}

/** First tells load balancers and keeps answering while they notice; then finishes what is in flight. */
async function drain(
  { platform, log }: Api,
  served: Served,
  worker: AssembledWorker | undefined,
  config: Config,
): Promise<void> {
  platform.lifecycle.draining = true;
  await new Promise((resolve) => setTimeout(resolve, config.shutdownLameDuckMs));
  await served.stop(config.shutdownGraceMs);
  await worker?.stop(config.shutdownGraceMs);
  await platform.idle();
  log.info("stopped");
}
