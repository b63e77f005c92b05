/** Metrics of a process that runs for long: of itself, and to the collector when there is one. */
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import { exportMetrics } from "../telemetry/metrics/otlp-metrics.ts";
import { processMetrics } from "../telemetry/metrics/process-metrics.ts";

/** @returns what sends the last numbers and ends it; never rejects */
export function startMetrics(metrics: Metrics, config: Config): () => Promise<void> {
  const stopProcess = processMetrics(metrics);
  const stopExport = startExport(metrics, config);
  return async () => {
    await stopExport?.();
    stopProcess();
  };
}

function startExport(metrics: Metrics, config: Config): (() => Promise<void>) | undefined {
  const { otlpEndpoint: endpoint, otlpHeaders: headers, metricsIntervalMs: intervalMs } = config;
  if (endpoint === undefined) return undefined;
  const resource = {
    "service.name": config.serviceName,
    "service.version": config.release,
    "service.instance.id": `${hostname()}-${process.pid}`,
  };
  return exportMetrics(metrics, { endpoint, headers, resource, intervalMs });
}
