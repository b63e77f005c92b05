/**
 * https://bullmq.io on a Redis that keeps an append-only file: flushed once a second, as its documentation asks for, or at
 * every write, which is what a commit in Postgres promises.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Queue, Worker } from "bullmq";
import { freePort } from "../../../src/testing/port.ts";
import { CONCURRENCY, type JobSystem } from "./system.ts";

const QUEUE = "bench";

/** Needs a redis-server on the PATH. */
export async function bullmq(flush: "everysec" | "always"): Promise<JobSystem> {
  const folder = await mkdtemp(join(tmpdir(), "scaffold-bench-redis-"));
  const port = await freePort();
  const settings = ["--appendonly", "yes", "--appendfsync", flush, "--save", "", "--bind", "127.0.0.1"];
  const redis = Bun.spawn(["redis-server", "--port", `${port}`, "--dir", folder, ...settings], {
    stdout: "ignore",
  });
  const connection = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  queue.on("error", () => {});
  await queue.waitUntilReady();
  const kept = { removeOnComplete: true };
  return {
    add: (n) => queue.add("bench", { n }, kept),
    addMany: (ns) => queue.addBulk(ns.map((n) => ({ name: "bench", data: { n }, opts: kept }))),
    async work(begun) {
      const worker = new Worker(QUEUE, async ({ data }) => begun(data.n), {
        connection,
        concurrency: CONCURRENCY,
      });
      await worker.waitUntilReady();
      return async () => await worker.close();
    },
    clear: async () => await queue.obliterate({ force: true }),
    async close() {
      await queue.close();
      redis.kill();
      await redis.exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
