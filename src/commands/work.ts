/**
 * `scaffold work`: runs background jobs until a signal. Start as many as there is work for; they share it through the
 * database. Answers the same health checks as the API, so that whatever watches one watches both.
 */
import { type Config, readServingConfig } from "../config.ts";
import { resolveServer } from "../database/server.ts";
import { type Api, assembleApi, expectedMigrations } from "../entry/api.ts";
import { listen } from "../entry/listen.ts";
import { startMetrics } from "../entry/metrics.ts";
import { stopSignal } from "../entry/signals.ts";
import { AppError } from "../errors.ts";
import { bunRuntime } from "../platform/bun.ts";
import type { Handler, Platform, Served } from "../platform/platform.ts";
import { METRICS_PATH, metricsAccess, metricsAnswer } from "../plugins/metrics.ts";
import { accountLinks } from "../services/account/mails/links.ts";
import { checkReadiness } from "../services/health/service.ts";
import { lineOutput } from "../telemetry/output.ts";
import { startTracing } from "../telemetry/tracing.ts";
import type { Call } from "./command.ts";
import { assembleMail } from "./mail.ts";
import { type AssembledWorker, assembleWorker } from "./worker.ts";

export async function run({ options, env }: Call): Promise<number> {
  const config = readServingConfig({ env, flags: options });
  const stop = stopSignal();
  const output = lineOutput(process.stdout);
  await using started = new AsyncDisposableStack();
  started.defer(() => output.flush());
  const tracing = startTracing(config);
  started.defer(() => tracing.shutdown());
  const server = await resolveServer({
    databaseUrl: config.databaseUrl,
    root: process.cwd(),
    onProgress: console.error,
  });
  started.defer(() => server.close());
  const migrations = await expectedMigrations("migrations");
  const mail = assembleMail(config);
  const api = await assembleApi(config, {
    runtime: bunRuntime,
    databaseUrl: server.url,
    write: output.write,
    migrations,
  });
  started.defer(() => api.database.close());
  started.defer(() => api.platform.analytics.shutdown());
  const { database, log } = api;
  started.defer(startMetrics(api.platform.metrics, config));
  const worker = await assembleWorker(config, {
    databaseUrl: server.url,
    database,
    log,
    metrics: api.platform.metrics,
    migrations,
    waitUntil: api.platform.waitUntil,
    services: { mailer: mail.mailer, links: accountLinks(config.appUrl) },
  });
  const served = await listen(api.platform, healthChecks(api.platform), config);
  log.info({ url: served.url }, "listening");
  await worker.start();
  log.info({ signal: await stop }, "stopping");
  await drain(api, worker, served, config);
  return 0;
}

/** Not ready any more while it drains, and alive until it is done. */
async function drain(
  { platform, log }: Api,
  worker: AssembledWorker,
  served: Served,
  config: Config,
): Promise<void> {
  platform.lifecycle.draining = true;
  await worker.stop(config.shutdownGraceMs);
  await served.stop(0);
  await platform.idle();
  log.info("stopped");
}

/** GET /health/live, /health/ready and /metrics, and nothing else. */
const healthChecks =
  (platform: Platform): Handler =>
  async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health/live") return Response.json({ status: "live" });
    try {
      if (pathname === "/health/ready") return Response.json(await checkReadiness(platform));
      if (pathname !== METRICS_PATH) return new Response(null, { status: 404 });
      return await metricsAnswer(platform.metrics, request.headers, metricsAccess(platform.config));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return Response.json({ code: error.code, detail: error.detail }, { status: error.status });
    }
  };
