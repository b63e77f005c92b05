/** One coarse timer for everything that can expire, instead of a timer for each statement. Runs only while needed. */

const TICK_MS = 5;
/** A tick that comes this much too late says that the process stood still, not that the server did. */
const LATE_MS = 5;

/** Gives whether there is more to watch. */
type Tick = (now: number) => boolean;

export class Ticker {
  readonly #tick: Tick;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tick: Tick) {
    this.#tick = tick;
  }

  start(): void {
    if (this.#timer === undefined) this.#schedule();
  }

  #schedule(): void {
    const due = performance.now() + TICK_MS;
    this.#timer = setTimeout(() => {
      // Late: answers may be here, unread, so they come first. After that it counts, however late it is.
      if (performance.now() - due > LATE_MS) this.#timer = setTimeout(() => this.#run(), 0);
      else this.#run();
    }, TICK_MS);
  }

  #run(): void {
    if (this.#tick(performance.now())) this.#schedule();
    else this.#timer = undefined;
  }
}
