/**
 * Claims jobs that are due and hands them to the engine: no more than can begin at once, so that what a busy worker
 * cannot do stays where an idle one finds it. Looks when it is called (NOTIFY), when a place gets free, and now and then.
 */
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Delivery, Engine } from "./engine.ts";
import type { Ledger } from "./ledger.ts";
import { Loop } from "./loop.ts";

export interface RelayOptions {
  readonly db: Db;
  readonly ledger: Ledger;
  readonly engine: Engine;
  readonly workerId: string;
  /** How many jobs at once, by queue. */
  readonly queues: ReadonlyMap<string, number>;
  /** The jobs that this release knows. */
  readonly names: readonly string[];
  readonly pollMs: number;
  /** For how long a claimed job may be on its way. */
  readonly leaseSeconds: number;
  readonly pushTimeoutMs: number;
  readonly onError: (error: unknown) => void;
}

/** A shared broker keeps a supply for all its workers, so that none waits for the next claim. */
const SHARED_SUPPLY = 10;

/** An engine that did not take deliveries is left alone for a while: each try claims jobs and gives them back. */
const BROKEN_MS = 2_000;

export class Relay {
  readonly #options: RelayOptions;
  readonly #loop: Loop;
  /** Claimed by this worker and not over, by queue. */
  readonly #taken = new Map<string, Set<string>>();
  /** Of those, the ones that no one has begun. */
  readonly #onTheWay = new Map<string, Delivery>();
  readonly #waitingFor = new Set<string>();
  #brokenUntil = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#loop = new Loop(() => this.#turn(), { intervalMs: options.pollMs, onError: options.onError });
    for (const queue of options.queues.keys()) this.#taken.set(queue, new Set());
  }

  start(): void {
    this.#loop.start();
  }

  /** There may be something to do. */
  wake(): void {
    this.#loop.wake();
  }

  /** The engine has brought it here. */
  arrived({ id }: Delivery): void {
    this.#onTheWay.delete(id);
  }

  /** Its place is free. */
  finished({ id, queue }: Delivery): void {
    this.#onTheWay.delete(id);
    this.#taken.get(queue)?.delete(id);
    if (!this.#waitingFor.has(queue)) this.#loop.wake();
  }

  /** Claims nothing more. Gives back what no one has begun, unless the broker may still bring it to another worker. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#release([...this.#onTheWay.values()]);
  }

  async #turn(): Promise<void> {
    const free = await this.#free();
    if (free.size === 0) return;
    const { ledger, names, leaseSeconds } = this.#options;
    const claimed = await ledger.claim(free, names, leaseSeconds);
    for (const { queue } of claimed) this.#waitingFor.delete(queue);
    if (claimed.length > 0) {
      await this.#push(claimed);
      this.#loop.wake();
    }
    const found = new Set(claimed.map(({ queue }) => queue));
    await this.#waitFor([...free.keys()].filter((queue) => !found.has(queue)));
  }

  /** Places per queue that a job could take now. */
  async #free(): Promise<Map<string, number>> {
    const { queues, engine } = this.#options;
    if (Date.now() < this.#brokenUntil) return new Map();
    const places = engine.shared
      ? await this.#supply()
      : new Map([...queues].map(([queue, limit]) => [queue, limit - this.#count(queue)]));
    return new Map([...places].filter(([, free]) => free > 0));
  }

  #count(queue: string): number {
    return this.#taken.get(queue)?.size ?? 0;
  }

  /** Others take what this worker pushes: only the table knows how much is on its way. */
  async #supply(): Promise<Map<string, number>> {
    const { db, queues } = this.#options;
    const counts = await jobs.fetchQueuedJobCounts(db, { queues: [...queues.keys()] });
    const queued = new Map(counts.map((row) => [row.queue, row.queued]));
    return new Map(
      [...queues].map(([queue, limit]) => [queue, limit * SHARED_SUPPLY - (queued.get(queue) ?? 0)]),
    );
  }

  /** What cannot be pushed goes back at once: the broker may be down for long, and another worker may reach it. */
  async #push(claimed: readonly Delivery[]): Promise<void> {
    const { engine, pushTimeoutMs } = this.#options;
    for (const delivery of claimed) this.#take(delivery);
    try {
      await within(pushTimeoutMs, engine.push(claimed), `${engine.name} does not take deliveries`);
    } catch (error) {
      this.#brokenUntil = Date.now() + BROKEN_MS;
      for (const delivery of claimed) this.finished(delivery);
      await this.#release(claimed);
      throw error;
    }
  }

  /** What goes to a shared broker may begin and end elsewhere, so it is not this worker's to count. */
  #take(delivery: Delivery): void {
    if (this.#options.engine.shared) return;
    this.#onTheWay.set(delivery.id, delivery);
    this.#taken.get(delivery.queue)?.add(delivery.id);
  }

  async #waitFor(empty: readonly string[]): Promise<void> {
    if (empty.every((queue) => this.#waitingFor.has(queue))) return;
    const queues = [...new Set([...this.#waitingFor, ...empty])];
    await jobs.modifyJobWorkerWaiting(this.#options.db, { id: this.#options.workerId, queues });
    for (const queue of empty) this.#waitingFor.add(queue);
    this.#loop.wake();
  }

  async #release(deliveries: readonly Delivery[]): Promise<void> {
    await this.#options.ledger.release(deliveries.map(({ id, run }) => ({ id, runs: run })));
  }
}

async function within(ms: number, work: Promise<void>, message: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
