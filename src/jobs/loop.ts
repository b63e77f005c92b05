/** Work that is done again and again: after a while, or at once when somebody knows that there is something to do. Never twice at a time. */
import { untraced } from "./trace.ts";

export interface LoopOptions {
  /** Between the end of one turn and the beginning of the next, unless it is woken. */
  readonly intervalMs: number;
  /** A turn that fails is told here, and the next comes as usual. */
  readonly onError: (error: unknown) => void;
}

export class Loop {
  readonly #work: () => Promise<void>;
  readonly #options: LoopOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(work: () => Promise<void>, options: LoopOptions) {
    this.#work = work;
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.wake();
  }

  /** A turn as soon as possible: now, or right after the one that is under way. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#turn !== undefined) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#turn = this.#takeTurns().finally(() => {
      this.#turn = undefined;
      if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), this.#options.intervalMs);
    });
  }

  /** No further turn; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  async #takeTurns(): Promise<void> {
    do {
      this.#again = false;
      await untraced(this.#work).catch(this.#options.onError);
    } while (this.#again && !this.#stopped);
  }
}
