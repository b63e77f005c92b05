/**
 * A bunqueue server, or a fleet of them behind one address: what one process pushes, any other may run, and limits set
 * in the server hold for all of them together.
 */
import { Queue, Worker } from "bunqueue/client";
import type { Deliver, Delivery, Engine } from "../engine.ts";
import type { Log } from "../log.ts";
import { groupByQueue, jobIdOf } from "./delivery.ts";

export interface BunqueueServerOptions {
  /** "bunqueue://token@host:6789"; "bunqueues://" for TLS. The token may be left out. */
  readonly url: string;
  readonly log: Log;
}

export function createBunqueueServerEngine(options: BunqueueServerOptions): Engine {
  return new BunqueueServerEngine(options);
}

const DEFAULT_PORT = 6789;

/** How long the server holds a pull open until there is something. */
const PULL_MS = 5_000;

class BunqueueServerEngine implements Engine {
  readonly name: string;
  readonly shared = true;
  readonly #connection: ReturnType<typeof connectionOf>;
  readonly #log: Log;
  readonly #queues = new Map<string, Queue<Delivery>>();
  #workers: Worker<Delivery>[] = [];

  constructor({ url, log }: BunqueueServerOptions) {
    const { protocol, host } = new URL(url);
    this.name = `${protocol}//${host}`;
    this.#connection = connectionOf(url);
    this.#log = log;
  }

  async push(deliveries: readonly Delivery[]): Promise<void> {
    for (const [name, group] of groupByQueue(deliveries)) {
      const jobs = group.map((delivery) => ({
        name: delivery.name,
        data: delivery,
        opts: optionsOf(delivery),
      }));
      await this.#queue(name).addBulk(jobs);
    }
  }

  async work(queues: ReadonlyMap<string, number>, deliver: Deliver): Promise<void> {
    this.#workers = [...queues].map(([queue, concurrency]) => {
      const options = {
        connection: this.#connection,
        concurrency,
        batchSize: concurrency,
        pollTimeout: PULL_MS,
      };
      const worker = new Worker<Delivery>(queue, async ({ data }) => await deliver(data), options);
      worker.on("error", (error) =>
        this.#log.debug({ err: error, queue }, "bunqueue: the server did not answer"),
      );
      return worker;
    });
  }

  async close(): Promise<void> {
    await withoutItsFilter(async () => {
      await Promise.all(this.#workers.map((worker) => worker.close()));
      await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    });
  }

  #queue(name: string): Queue<Delivery> {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue<Delivery>(name, { connection: this.#connection });
    this.#queues.set(name, queue);
    return queue;
  }
}

/** Nested, always: with `{ host, port }` beside the other options 2.9.5 connects to localhost:6789 and says nothing. */
function connectionOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const token = decodeURIComponent(password || username);
  return {
    host: hostname,
    port: port === "" ? DEFAULT_PORT : Number(port),
    tls: protocol === "bunqueues:",
    ...(token === "" ? {} : { token }),
  };
}

/** No retries, no delays, nothing kept: all of that is the row's. `attempts` only keeps a late answer from the dead letters. */
const optionsOf = (delivery: Delivery) => ({
  jobId: jobIdOf(delivery),
  priority: delivery.priority,
  attempts: 1000,
  removeOnComplete: true,
  removeOnFail: true,
});

/**
 * When a client closes, 2.9.5 installs a listener that swallows every unhandled rejection of the process. This one
 * swallows what comes of closing, and lets everything else end the process as it would have without.
 */
async function withoutItsFilter(close: () => Promise<void>): Promise<void> {
  const before = new Set(process.listeners("unhandledRejection"));
  await close();
  const added = process.listeners("unhandledRejection").filter((listener) => !before.has(listener));
  if (added.length === 0) return;
  for (const listener of added) process.off("unhandledRejection", listener);
  process.on("unhandledRejection", onlyClosing);
}

function onlyClosing(reason: unknown): void {
  if (reason instanceof Error && reason.name === "ClientClosedError") return;
  if (process.listenerCount("unhandledRejection") === 1) throw reason;
}
