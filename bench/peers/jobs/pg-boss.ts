/** https://github.com/timgit/pg-boss, with LISTEN for speed of pick-up, and without a pause while there is more to do. */
import { PgBoss } from "pg-boss";
import { CONCURRENCY, CONNECTIONS, type JobSystem } from "./system.ts";

const QUEUE = "bench";

interface Payload {
  readonly n: number;
}

export async function pgBoss(connectionString: string): Promise<JobSystem> {
  const boss = new PgBoss({ connectionString, max: CONNECTIONS, useListenNotify: true });
  boss.on("error", (error) => console.error("pg-boss", error));
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  return {
    add: (n) => boss.send(QUEUE, { n }),
    addMany: (ns) =>
      boss.insert(
        QUEUE,
        ns.map((n) => ({ data: { n } })),
      ),
    async work(begun) {
      const settings = { batchSize: CONCURRENCY, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
      await boss.work<Payload>(QUEUE, settings, async (jobs) => {
        for (const { data } of jobs) begun(data.n);
      });
      return async () => await boss.offWork(QUEUE);
    },
    clear: async () => void (await boss.deleteAllJobs(QUEUE)),
    close: async () => await boss.stop({ graceful: false }),
  };
}
