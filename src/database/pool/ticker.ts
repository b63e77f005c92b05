/** One coarse timer for everything that can expire, instead of a timer for each statement. Runs only while needed. */

export const TICK_MS = 5;
/** A tick that comes this much too late says that the process stood still, not that the server did. */
const LATE_MS = 5;

/** Gives whether there is more to watch. */
type Tick = (now: number, late: boolean) => boolean;

export class Ticker {
  readonly #tick: Tick;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tick: Tick) {
    this.#tick = tick;
  }

  start(): void {
    if (this.#timer === undefined) this.#schedule(performance.now() + TICK_MS);
  }

  #schedule(due: number): void {
    this.#timer = setTimeout(() => {
      const now = performance.now();
      if (this.#tick(now, now - due > LATE_MS)) this.#schedule(now + TICK_MS);
      else this.#timer = undefined;
    }, TICK_MS);
  }
}
