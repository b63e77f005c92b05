/** Who listens to which channel, so that closing the database ends them all. */
import type { Listener } from "./db.ts";
import type { Driver } from "./driver.ts";

type Stop = () => Promise<void>;

export class Listeners {
  readonly #driver: Driver;
  readonly #url: string;
  readonly #stops = new Set<Stop>();

  constructor(driver: Driver, url: string) {
    this.#driver = driver;
    this.#url = url;
  }

  async add(channel: string, listener: Listener): Promise<Stop> {
    let heard = false;
    const end = await this.#driver.listen({
      url: this.#url,
      channel,
      onNotification: (payload) => listener.notified(payload),
      onListening: () => {
        if (heard) listener.resumed?.();
        heard = true;
      },
    });
    const stop = async () => {
      if (this.#stops.delete(stop)) await end();
    };
    this.#stops.add(stop);
    return stop;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stops].map((stop) => stop()));
  }
}
