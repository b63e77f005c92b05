/** https://worker.graphile.org, as it comes, and with the batches that its documentation recommends for throughput. */
import { Logger, makeWorkerUtils, run, runMigrations } from "graphile-worker";
import { Pool } from "pg";
import { CONCURRENCY, CONNECTIONS, type JobSystem } from "./system.ts";

/** https://worker.graphile.org/docs/performance */
const batches = { localQueue: { size: CONCURRENCY * 5 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

export async function graphileWorker(connectionString: string, inBatches: boolean): Promise<JobSystem> {
  const logger = new Logger(() => () => {});
  await runMigrations({ connectionString, logger });
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  pool.on("error", (error) => console.error("graphile-worker", error));
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  return {
    add: (n) => utils.addJob("bench", { n }),
    addMany: (ns) => utils.addJobs(ns.map((n) => ({ identifier: "bench", payload: { n } }))),
    async work(begun) {
      const bench = async (payload: unknown) => begun((payload as { n: number }).n);
      const settings = { concurrency: CONCURRENCY, pollInterval: 500, noHandleSignals: true, logger };
      const runner = await run({
        connectionString,
        maxPoolSize: CONNECTIONS,
        taskList: { bench },
        ...settings,
        ...(inBatches ? { preset: { worker: batches } } : {}),
      });
      return async () => await runner.stop();
    },
    clear: async () => void (await pool.query("TRUNCATE graphile_worker._private_jobs")),
    async close() {
      await utils.release();
      await pool.end();
    },
  };
}
