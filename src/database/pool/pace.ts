/**
 * How long statements keep the server busy, learned from their answers. The pool sends a statement behind others on
 * the same connection only as long as all of them together are known to take next to no time.
 */

/** What takes longer has a connection to itself. */
const SHARING_MS = 1;
/** What takes no longer than this counts as next to nothing: below it, contention is all that is measured. */
const TINY_MS = 0.3;
const TINY_SHARE = 1 / 16;

/** The share of a connection that a statement takes which must not share it. */
export const WHOLE = 1;

/** One outlier (a pause of this process, a cold cache) must not shut a fast statement out for long. */
const LONGEST_SAMPLE_MS = 10;
/** Believes good news soon and bad news late: contention, on either side, makes everything look slow at once. */
const WEIGHT_OF_FASTER = 0.3;
const WEIGHT_OF_SLOWER = 0.03;

export class Pace {
  #ms: number | undefined;

  /** The part of a connection's capacity, 0 to 1, that the next call is expected to take; all as long as unknown. */
  get share(): number {
    if (this.#ms === undefined || this.#ms >= SHARING_MS) return WHOLE;
    return this.#ms <= TINY_MS ? TINY_SHARE : this.#ms / SHARING_MS;
  }

  /** Milliseconds that an answer took. */
  learn(ms: number): void {
    const sample = Math.min(LONGEST_SAMPLE_MS, ms);
    if (this.#ms === undefined) this.#ms = sample;
    else this.#ms += (sample - this.#ms) * (sample < this.#ms ? WEIGHT_OF_FASTER : WEIGHT_OF_SLOWER);
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
