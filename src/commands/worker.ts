/** The worker with everything that it needs, put together from the configuration: for `work`, and inside `serve`. */
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import { type Database, openDatabase } from "../database/index.ts";
import { AppError } from "../errors.ts";
import type { Engine } from "../jobs/engine.ts";
import { createPoolEngine } from "../jobs/engines/pool.ts";
import { RetryLater, type RunFailure } from "../jobs/index.ts";
import { createWorker } from "../jobs/worker.ts";
import type { JobServices } from "../jobs.ts";
import { jobs } from "../jobs.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { fetchJobCounts } from "../repositories/jobs.ts";
import { expectedFailure, noteJobFailure } from "../telemetry/dossier.ts";
import { errorEvents } from "../telemetry/error-events.ts";
import type { Log } from "../telemetry/log.ts";
import { jobMetrics, queueMetrics } from "../telemetry/metrics/instruments.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import { runInJob } from "../telemetry/request-context.ts";
import { CommandError } from "./command.ts";

export interface WorkerOptions {
  readonly databaseUrl: string;
  /** The jobs' own connections. */
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Names of those that this release knows. */
  readonly migrations: readonly string[];
  /** For what goes on after a run. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly services: JobServices;
}

export interface AssembledWorker {
  start(): Promise<void>;
  /** Lets runs finish for so long, and gives back what does not. */
  stop(graceMs: number): Promise<void>;
}

/** The worker's own: claims, starts and ends, heartbeats. */
const LEDGER_CONNECTIONS = 3;

/** Opens no connection and delivers nothing until it is started. */
export async function assembleWorker(config: Config, options: WorkerOptions): Promise<AssembledWorker> {
  const { databaseUrl: url, database: db, log, metrics, services } = options;
  const ledger = openDatabase({ url, poolMax: LEDGER_CONNECTIONS, prepare: config.databasePrepare }, bunSql);
  const queues = servedQueues(config);
  const engine = await createEngine(config, log);
  const worker = createWorker({
    jobs,
    services,
    engine,
    queues,
    db,
    ledger,
    log,
    host: hostname(),
    pid: process.pid,
    reloads: config.environment === "development",
    observe: jobMetrics(metrics),
    report: reporter(config, options),
    around: runInJob,
  });
  queueMetrics(metrics, { queues: [...queues.keys()], counts: () => fetchJobCounts(ledger) });
  return {
    async start() {
      await worker.start();
      log.info({ engine: engine.name, queues: Object.fromEntries(queues) }, "working");
    },
    async stop(graceMs) {
      await worker.stop(graceMs);
      await ledger.close();
    },
  };
}

/** Failures that are nobody's fault are none to look into: told to wait, refused, cancelled, given back. */
function reporter({ release }: Config, { database, migrations, waitUntil }: WorkerOptions) {
  const events = errorEvents(database);
  const surroundings = { release, migration_head: migrations.at(-1) };
  return (failure: RunFailure): object => {
    const { outcome, error } = failure;
    const isExpected = error instanceof RetryLater || (error instanceof AppError && error.status < 500);
    if (isExpected || (outcome !== "retry" && outcome !== "dead")) return expectedFailure(error);
    const { line, written } = noteJobFailure({ events, surroundings }, failure);
    waitUntil(written);
    return line;
  };
}

/** An engine is imported when it is used, so that nobody pays for the others. */
async function createEngine({ jobsEngine, bunqueueUrl }: Config, log: Log): Promise<Engine> {
  if (jobsEngine === "pool") return createPoolEngine();
  if (bunqueueUrl === undefined) {
    const { createEmbeddedBunqueueEngine } = await import("../jobs/engines/bunqueue-embedded.ts");
    return createEmbeddedBunqueueEngine();
  }
  const { createBunqueueServerEngine } = await import("../jobs/engines/bunqueue-server.ts");
  return createBunqueueServerEngine({ url: bunqueueUrl, log });
}

/** @throws {CommandError} when JOBS_QUEUES names a queue that no job has: it would wait for ever */
function servedQueues({ jobsQueues, jobsConcurrency }: Config): ReadonlyMap<string, number> {
  const known = [...new Set(jobs.map(({ queue }) => queue))].sort();
  const unknown = [...jobsQueues.keys()].filter((queue) => !known.includes(queue));
  if (unknown.length > 0) {
    throw new CommandError(`no job has the queue ${unknown.join(", ")}`, {
      hint: `There are: ${known.join(", ")}.`,
    });
  }
  const served = jobsQueues.size === 0 ? known : [...jobsQueues.keys()];
  return new Map(served.map((queue) => [queue, jobsQueues.get(queue) ?? jobsConcurrency]));
}
