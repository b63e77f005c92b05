/** This project, with each of its engines. */
import { Type } from "@sinclair/typebox";
import { SQL } from "bun";
import { openDatabase } from "../../../src/database/index.ts";
import type { Engine } from "../../../src/jobs/engine.ts";
import { defineJob, enqueue, enqueueMany } from "../../../src/jobs/index.ts";
import { createWorker } from "../../../src/jobs/worker.ts";
import { bunSql } from "../../../src/platform/bun-sql.ts";
import { CONCURRENCY, CONNECTIONS, type JobSystem } from "./system.ts";

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

export function scaffold(url: string, engine: () => Engine): JobSystem {
  const sql = new SQL({ url, max: 1 });
  const db = openDatabase({ url, poolMax: CONNECTIONS }, bunSql);
  let begun: (n: number) => void = () => {};
  const job = defineJob("bench.job", {
    payload: Type.Object({ n: Type.Number() }),
    run: async ({ payload: { n } }) => begun(n),
  });
  return {
    add: (n) => enqueue(db, job, { n }),
    addMany: (ns) =>
      enqueueMany(
        db,
        job,
        ns.map((n) => ({ n })),
      ),
    async work(onBegun) {
      begun = onBegun;
      const ledger = openDatabase({ url, poolMax: 3 }, bunSql);
      const queues = new Map([["default", CONCURRENCY]]);
      const process = { host: "bench", pid: 1, log: silent };
      const worker = createWorker({
        jobs: [job],
        services: {},
        engine: engine(),
        queues,
        db,
        ledger,
        ...process,
      });
      await worker.start();
      return async () => {
        await worker.stop(5_000);
        await ledger.close();
      };
    },
    clear: async () => await sql`TRUNCATE jobs`,
    async close() {
      await Promise.all([db.close(), sql.close()]);
    },
  };
}
