/** Opens connections as they are wanted; after a failure one at a time, with growing pauses, until it works again. */

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

export interface OpeningsEvents {
  open(): Promise<void>;
  opened(): void;
  failed(error: unknown): void;
  /** The pause is over: say again how many are wanted. */
  retry(): void;
}

export class Openings {
  readonly #events: OpeningsEvents;
  #pending = 0;
  #failures = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(events: OpeningsEvents) {
    this.#events = events;
  }

  /** So many should be under way. */
  want(count: number): void {
    const most = this.#failures === 0 ? count : Math.min(count, 1);
    while (this.#pending < most && this.#pause === undefined) void this.#open();
  }

  stop(): void {
    clearTimeout(this.#pause);
  }

  async #open(): Promise<void> {
    this.#pending += 1;
    try {
      await this.#events.open();
    } catch (error) {
      this.#pending -= 1;
      this.#postpone();
      this.#events.failed(error);
      return;
    }
    this.#pending -= 1;
    this.#failures = 0;
    this.#events.opened();
  }

  #postpone(): void {
    clearTimeout(this.#pause);
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#events.retry();
    }, pauseMs);
  }
}
