/** Work that goes on after the answer: kept hold of, so that a process that stops can finish it, and its failures are told. */

export interface Background {
  /** Takes the work as begun, and never throws. */
  waitUntil(work: Promise<unknown>): void;
  /** Resolves once nothing is left to do. */
  idle(): Promise<void>;
}

export function createBackground(onFailure: (error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    waitUntil(work) {
      const finished = work.then(
        () => {},
        (error: unknown) => onFailure(error),
      );
      running.add(finished);
      void finished.finally(() => running.delete(finished));
    },
    async idle() {
      // What is done may have begun something new.
      while (running.size > 0) await Promise.all(running);
    },
  };
}
