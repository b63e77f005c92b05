/**
 * How long statements keep the server busy, learned from their answers. The pool sends a statement behind others on
 * the same connection only as long as all of them together are known to take next to no time.
 */

/** The cost of what must have a connection for itself: more than any limit, and still a number to add up. */
export const ALONE_MS = 1_000_000;

/** One outlier (a pause of this process, a cold cache) must not shut a fast statement out for long. */
const LONGEST_SAMPLE_MS = 10;
const SHORTEST_SAMPLE_MS = 0.01;
const WEIGHT = 0.2;

export class Pace {
  #ms = ALONE_MS;

  /** Milliseconds that the next answer is expected to take on the server; ALONE_MS until something is known. */
  get ms(): number {
    return this.#ms;
  }

  learn(ms: number): void {
    const sample = Math.min(LONGEST_SAMPLE_MS, Math.max(SHORTEST_SAMPLE_MS, ms));
    this.#ms = this.#ms === ALONE_MS ? sample : this.#ms + (sample - this.#ms) * WEIGHT;
  }
}

/** The time that the network takes, there and back: the fastest answer seen, forgotten slowly. */
export class RoundTrip {
  #ms = Number.POSITIVE_INFINITY;

  /** 0 as long as nothing is known. */
  get ms(): number {
    return this.#ms === Number.POSITIVE_INFINITY ? 0 : this.#ms;
  }

  learn(ms: number): void {
    this.#ms = ms < this.#ms ? ms : this.#ms + (ms - this.#ms) * 0.0005;
  }
}
