/**
 * How everything here is measured: contenders take turns in short rounds, so that whatever else the machine does hits
 * all of them alike, and the median of the rounds counts. Ratios are what to read; absolute numbers are this machine's.
 */

export interface Contender {
  readonly name: string;
  /** One round; gives a number of which more is better (operations a second) or less is (milliseconds). */
  round(): Promise<number>;
}

export interface Result {
  readonly name: string;
  readonly median: number;
  readonly best: number;
  readonly rounds: readonly number[];
}

export interface Plan {
  readonly rounds: number;
  /** Rounds of each that do not count; one unless told. A server is compiled for ten seconds of load, piece by piece. */
  readonly warmUps?: number;
  readonly better: "more" | "less";
  onRound?(round: number): void;
}

export async function measure(contenders: readonly Contender[], plan: Plan): Promise<Result[]> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (const contender of contenders) {
    for (let round = 0; round < (plan.warmUps ?? 1); round++) await contender.round();
  }
  for (let round = 1; round <= plan.rounds; round++) {
    plan.onRound?.(round);
    for (const contender of shuffled(contenders)) samples.get(contender.name)?.push(await contender.round());
  }
  return [...samples].map(([name, rounds]) => ({
    name,
    median: median(rounds),
    best: plan.better === "more" ? Math.max(...rounds) : Math.min(...rounds),
    rounds,
  }));
}

/** In another order each time: whoever goes twice in a row finds its caches warm. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** Calls of `operation` a second, `concurrency` of them at any time, `count` in all. */
export async function throughput(
  operation: () => Promise<unknown>,
  count: number,
  concurrency: number,
): Promise<number> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await operation();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count / (performance.now() - start)) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value that a share of all values does not exceed: 0.95 for p95. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
