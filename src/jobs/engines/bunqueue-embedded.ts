/**
 * bunqueue inside this process, in memory: no file and no port. It is asked through its queue manager, whose pull waits
 * for a push; its worker class would look every 50 ms instead. What it loses with the process, the leases bring back.
 */
import { QueueManager } from "bunqueue/queue";
import type { Deliver, Delivery, Engine } from "../engine.ts";
import { groupByQueue, jobIdOf } from "./delivery.ts";

/** How long one pull waits before it asks again. Closing does not wait for it. */
const PULL_MS = 30_000;

export function createEmbeddedBunqueueEngine(): Engine {
  return new EmbeddedBunqueueEngine();
}

class EmbeddedBunqueueEngine implements Engine {
  readonly name = "bunqueue";
  readonly shared = false;
  /** Without a path there is no SQLite below it, not even in memory: that would be three quarters of what a delivery costs. */
  readonly #manager = new QueueManager({});
  readonly #closing = new AbortController();
  #lanes: Promise<void>[] = [];

  async push(deliveries: readonly Delivery[]): Promise<void> {
    for (const [queue, group] of groupByQueue(deliveries)) {
      const jobs = group.map((delivery) => ({
        name: delivery.name,
        data: delivery,
        customId: jobIdOf(delivery),
        priority: delivery.priority,
        removeOnComplete: true,
      }));
      await this.#manager.pushBatch(queue, jobs);
    }
  }

  async work(queues: ReadonlyMap<string, number>, deliver: Deliver): Promise<void> {
    this.#lanes = [...queues].map(([queue, limit]) => this.#lane(queue, limit, deliver));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#lanes);
    this.#manager.shutdown();
  }

  /** Pulls as many as may run, until closed; then waits for those that do. */
  async #lane(queue: string, limit: number, deliver: Deliver): Promise<void> {
    const running = new Set<Promise<void>>();
    while (!this.#closing.signal.aborted) {
      for (const delivery of await this.#pull(queue, limit - running.size)) {
        const run = deliver(delivery).finally(() => running.delete(run));
        running.add(run);
      }
      if (running.size >= limit) await Promise.race(running);
    }
    await Promise.all(running);
  }

  /**
   * Acknowledged before it runs: the row says whether a job was done, and bunqueue must neither bring a long job a
   * second time (after 30 s without a heartbeat) nor drop it (after 30 minutes).
   */
  async #pull(queue: string, count: number): Promise<Delivery[]> {
    const jobs = await this.#manager.pullBatch(queue, count, PULL_MS, this.#closing.signal);
    if (jobs.length > 0) await this.#manager.ackBatch(jobs.map(({ id }) => id));
    return jobs.map(({ data }) => data as Delivery);
  }
}
