/** The engine without a broker: a list and a limit per queue, in this process. What it loses with it, the leases bring back. */
import type { Deliver, Delivery, Engine } from "../engine.ts";

export function createPoolEngine(): Engine {
  return new PoolEngine();
}

interface Lane {
  readonly limit: number;
  /** Most urgent first; of the same priority the first come. */
  readonly waiting: Delivery[];
  readonly running: Set<Promise<void>>;
}

class PoolEngine implements Engine {
  readonly name = "pool";
  readonly shared = false;
  readonly #lanes = new Map<string, Lane>();
  #deliver: Deliver = async () => {};
  #closed = false;

  async push(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      const lane = this.#lanes.get(delivery.queue);
      if (lane === undefined) continue;
      enter(lane.waiting, delivery);
      this.#fill(lane);
    }
  }

  async work(queues: ReadonlyMap<string, number>, deliver: Deliver): Promise<void> {
    this.#deliver = deliver;
    for (const [queue, limit] of queues) this.#lanes.set(queue, { limit, waiting: [], running: new Set() });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { running } of this.#lanes.values()) await Promise.all(running);
  }

  #fill(lane: Lane): void {
    while (!this.#closed && lane.running.size < lane.limit) {
      const delivery = lane.waiting.shift();
      if (delivery === undefined) return;
      const run = this.#deliver(delivery).finally(() => {
        lane.running.delete(run);
        this.#fill(lane);
      });
      lane.running.add(run);
    }
  }
}

function enter(waiting: Delivery[], delivery: Delivery): void {
  const place = waiting.findIndex(({ priority }) => priority < delivery.priority);
  waiting.splice(place === -1 ? waiting.length : place, 0, delivery);
}
