/**
 * A worker's places for jobs of one queue: those that run, and those claimed for when a place gets free. While jobs are
 * short some are claimed ahead, so that none waits for a round trip; a long one leaves the others to other workers.
 */
import type { Delivery } from "./engine.ts";

/** What can begin within so long is claimed ahead, up to so many times what runs at once. */
const AHEAD_MS = 100;
const AHEAD_MAX = 10;

/** How much the newest job says about how long they take. */
const NEWEST = 0.1;

interface Taken {
  readonly delivery: Delivery;
  readonly takenAt: number;
  begunAt: number | undefined;
}

export class Places {
  readonly #limit: number;
  readonly #taken = new Map<string, Taken>();
  #usualMs = AHEAD_MS;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many jobs to claim now. */
  get free(): number {
    const times = this.#isHeldUp ? 1 : Math.min(AHEAD_MAX, Math.max(1, AHEAD_MS / this.#usualMs));
    return Math.floor(this.#limit * times) - this.#taken.size;
  }

  take(delivery: Delivery): void {
    this.#taken.set(delivery.id, { delivery, takenAt: performance.now(), begunAt: undefined });
  }

  begin(id: string): void {
    const taken = this.#taken.get(id);
    if (taken !== undefined) taken.begunAt = performance.now();
  }

  end(id: string): void {
    const begunAt = this.#taken.get(id)?.begunAt;
    if (begunAt !== undefined) this.#usualMs += (performance.now() - begunAt - this.#usualMs) * NEWEST;
    this.#taken.delete(id);
  }

  /** What was claimed more than `ms` ago and no one has begun. */
  waiting(ms: number): Delivery[] {
    const before = performance.now() - ms;
    return [...this.#taken.values()]
      .filter(({ begunAt, takenAt }) => begunAt === undefined && takenAt <= before)
      .map(({ delivery }) => delivery);
  }

  get #isHeldUp(): boolean {
    const before = performance.now() - AHEAD_MS;
    return this.#taken.values().some(({ begunAt }) => begunAt !== undefined && begunAt < before);
  }
}
