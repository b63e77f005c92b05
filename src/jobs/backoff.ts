/** How long a job waits after a failure. Longer each time, and never the same for all: what failed together must not return together. */

/** Milliseconds to wait after the failure of attempt `attempt` (from 1). `random` gives 0 to 1. */
export type Backoff = (attempt: number, random: () => number) => number;

interface Exponential {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Twice as long each time, up to `maxMs`; the second half of each wait is left to chance ("equal jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const exponential =
  ({ firstMs, maxMs }: Exponential): Backoff =>
  (attempt, random) => {
    const wait = Math.min(maxMs, firstMs * 2 ** (attempt - 1));
    return wait / 2 + (random() * wait) / 2;
  };

/** Always the same; 0 tries again at once. */
export const fixed =
  (ms: number): Backoff =>
  () =>
    ms;
