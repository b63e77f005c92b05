/** The API with everything that it needs, put together from the configuration. Starts nothing but what it is told to. */
import { readdir } from "node:fs/promises";
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import { type Database, openDatabase } from "../database/index.ts";
import type { Mailbox } from "../mail/index.ts";
import type { Runtime, ServingPlatform } from "../platform/platform.ts";
import { startAnalytics } from "../telemetry/analytics.ts";
import { createLog, type Log } from "../telemetry/log.ts";
import { poolMetrics, queryMetrics } from "../telemetry/metrics/instruments.ts";
import { Metrics } from "../telemetry/metrics/metrics.ts";
import type { RecentTraces } from "../telemetry/recent-traces.ts";
import { observeQuery } from "../telemetry/request-context.ts";

export interface ApiOptions {
  readonly runtime: Runtime;
  readonly databaseUrl: string;
  /** Takes the log's lines. */
  readonly write: (line: string) => void;
  readonly migrations: readonly string[];
  /** Where mails are that no server takes. */
  readonly mailbox?: Mailbox | null;
  readonly traces?: RecentTraces | null;
}

export interface Api {
  readonly platform: ServingPlatform;
  readonly database: Database;
  readonly log: Log;
}

/** Opens no connection: the first query does. */
export async function assembleApi(
  config: Config,
  { runtime, databaseUrl, write, migrations, mailbox = null, traces = null }: ApiOptions,
): Promise<Api> {
  const logFormat =
    config.logFormat === "auto" ? (process.stdout.isTTY ? "pretty" : "json") : config.logFormat;
  const base = { service: config.serviceName, release: config.release, host: hostname() };
  const log = createLog({ level: config.logLevel, format: logFormat, base, write });
  const metrics = new Metrics();
  const countQuery = queryMetrics(metrics);
  const database = openDatabase(
    {
      url: databaseUrl,
      replicaUrl: config.databaseReplicaUrl,
      poolMax: config.databasePoolMax,
      prepare: config.databasePrepare,
      acquireMs: config.databaseAcquireMs,
      queryMs: config.databaseQueryMs,
      observe(event) {
        observeQuery(event);
        countQuery(event);
      },
    },
    runtime.driver,
  );
  poolMetrics(metrics, () => database.stats());
  const platform = runtime.platform({
    config,
    database,
    log,
    logFormat,
    metrics,
    migrations,
    mailbox,
    traces,
    analytics: await startAnalytics({ ...config, log }),
  });
  return { platform, database, log };
}

/** Names of the migrations beside the code: those that the database must have. */
export async function expectedMigrations(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch(() => []);
  return files.filter((file) => /^\d.*\.(sql|ts)$/.test(file)).map((file) => file.replace(/\.(sql|ts)$/, ""));
}
