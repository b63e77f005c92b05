/**
 * Lets so much work in at once, lets so much wait, and turns the rest away. Hashing a password takes a core for tens of
 * milliseconds: without a gate 200 logins at once stop everything else for seconds (measured: 3.4 s idle, 33 s loaded).
 */
import { AppError } from "../../../errors.ts";

export interface Gate {
  /** @throws {AppError} "unavailable" when too many wait already */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface GateOptions {
  readonly concurrency: number;
  readonly queueMax: number;
}

export function createGate({ concurrency, queueMax }: GateOptions): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];

  const enter = async () => {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= queueMax) throw new AppError("unavailable");
    await new Promise<void>((admit) => waiting.push(admit));
  };

  /** Whoever waits longest gets the place, which stays taken. */
  const leave = () => {
    const admit = waiting.shift();
    if (admit === undefined) running -= 1;
    else admit();
  };

  return {
    run: async (work) => {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
