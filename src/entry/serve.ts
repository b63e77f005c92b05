/**
 * The API behind a port, until a signal: what `scaffold serve` and the entries of Node and Deno have in common. It starts
 * whether or not the database is there, as a process that dies with its database comes back later than one that waits;
 * /health/ready says when it can be used.
 */
import { createHandler } from "../app.ts";
import type { Config } from "../config.ts";
import type { Served } from "../platform/platform.ts";
import { lineOutput } from "../telemetry/output.ts";
import type { RecentTraces } from "../telemetry/recent-traces.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { type Api, type ApiOptions, assembleApi } from "./api.ts";
import { listen } from "./listen.ts";
import { startMetrics } from "./metrics.ts";
import { stopSignal } from "./signals.ts";

export interface ServeApiOptions extends Omit<ApiOptions, "write" | "traces"> {
  readonly traces?: RecentTraces | null;
  /** Jobs in this process too. */
  readonly worker?: (api: Api) => Promise<InlineWorker | undefined>;
}

interface InlineWorker {
  start(): Promise<void>;
  /** Lets runs finish for so long, and gives back what does not. */
  stop(graceMs: number): Promise<void>;
}

/** Resolves once everything is stopped. @throws {CommandError} when the port is taken */
export async function serveApi(config: Config, { worker: assembleWorker, ...options }: ServeApiOptions) {
  const output = lineOutput(process.stdout);
  const tracing = startTracing({ ...config, recent: options.traces ?? null });
  const api = await assembleApi(config, { ...options, write: output.write });
  const { platform, log } = api;
  const stopMetrics = startMetrics(platform.metrics, config);
  try {
    const worker = await assembleWorker?.(api);
    const served = await listen(platform, createHandler(platform), config);
    log.info({ url: served.url, docs: new URL("/docs", served.url).href }, "listening");
    await worker?.start();
    const signal = await stopSignal();
    log.info({ signal }, "stopping");
    await drain(api, served, worker, config);
  } finally {
    await Promise.all([stopMetrics(), platform.analytics.shutdown()]);
    platform.close();
    await api.database.close();
    await tracing.shutdown();
    await output.flush();
  }
}

/** First tells load balancers and keeps answering while they notice; then finishes what is in flight. */
async function drain(
  { platform, log }: Api,
  served: Served,
  worker: InlineWorker | undefined,
  config: Config,
): Promise<void> {
  platform.lifecycle.draining = true;
  await new Promise((resolve) => setTimeout(resolve, config.shutdownLameDuckMs));
  await served.stop(config.shutdownGraceMs);
  await worker?.stop(config.shutdownGraceMs);
  await platform.idle();
  log.info("stopped");
}
