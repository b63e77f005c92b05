/**
 * Claims jobs that are due and hands them to the engine: no more than can begin within a moment, so that what a busy
 * worker cannot do stays where an idle one finds it. Looks when it is called (NOTIFY), when a place gets free, and now and then.
 */
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Delivery, Engine } from "./engine.ts";
import type { Ledger } from "./ledger.ts";
import { Loop } from "./loop.ts";
import { Places } from "./places.ts";

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
  /** For how long a claimed job may wait for a place here. */
  readonly waitMs: number;
  readonly onError: (error: unknown) => void;
}

/** A shared broker keeps a supply for all its workers, so that none waits for the next claim. */
const SHARED_SUPPLY = 10;

/** An engine that did not take deliveries is left alone for a while: each try claims jobs and gives them back. */
const BROKEN_MS = 2_000;

export class Relay {
  readonly #options: RelayOptions;
  readonly #loop: Loop;
  readonly #places = new Map<string, Places>();
  readonly #waitingFor = new Set<string>();
  #brokenUntil = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#loop = new Loop(() => this.#turn(), { intervalMs: options.pollMs, onError: options.onError });
    for (const [queue, limit] of options.queues) this.#places.set(queue, new Places(limit));
  }

  start(): void {
    this.#loop.start();
  }

  /** There may be something to do. */
  wake(): void {
    this.#loop.wake();
  }

  /** The engine has brought it here. */
  arrived({ id, queue }: Delivery): void {
    this.#places.get(queue)?.begin(id);
  }

  /** Its place is free. */
  finished({ id, queue }: Delivery): void {
    this.#places.get(queue)?.end(id);
    if (!this.#waitingFor.has(queue)) this.#loop.wake();
  }

  /** Claims nothing more. Gives back what no one has begun, unless the broker may still bring it to another worker. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#giveBack(0);
  }

  async #turn(): Promise<void> {
    await this.#giveBack(this.#options.waitMs);
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
    const { engine } = this.#options;
    if (Date.now() < this.#brokenUntil) return new Map();
    const places = engine.shared
      ? await this.#supply()
      : new Map([...this.#places].map(([queue, places]) => [queue, places.free]));
    return new Map([...places].filter(([, free]) => free > 0));
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
    this.#places.get(delivery.queue)?.take(delivery);
  }

  async #waitFor(empty: readonly string[]): Promise<void> {
    if (empty.every((queue) => this.#waitingFor.has(queue))) return;
    const queues = [...new Set([...this.#waitingFor, ...empty])];
    await jobs.modifyJobWorkerWaiting(this.#options.db, { id: this.#options.workerId, queues });
    for (const queue of empty) this.#waitingFor.add(queue);
    this.#loop.wake();
  }

  /** Others may have room for what was claimed so long ago and has no place here yet. */
  async #giveBack(afterMs: number): Promise<void> {
    const waiting = [...this.#places.values()].flatMap((places) => places.waiting(afterMs));
    for (const { id, queue } of waiting) this.#places.get(queue)?.end(id);
    await this.#release(waiting);
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
