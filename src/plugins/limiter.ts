/**
 * Counts attempts within a time, through rate-limiter-flexible: in a store that all processes share, and in memory when
 * there is none or it does not answer. Then each process counts for itself, which is better than nobody or everybody.
 */
import type { CounterStore } from "../platform/platform.ts";
import type { Policy, Rule } from "./rate-limit-policies.ts";

export interface Count {
  /** How many attempts are left. */
  readonly remaining: number;
  /** Seconds until all are there again. */
  readonly seconds: number;
  readonly exceeded: boolean;
}

export interface Limiter {
  /** Counts one attempt; never fails. */
  count(policy: Policy, rule: Rule, key: string): Promise<Count>;
}

/** What is needed of the library's limiters. */
interface Counter {
  consume(key: string): Promise<{ readonly remainingPoints: number; readonly msBeforeNext: number }>;
}

export function createLimiter(store: CounterStore | null): Limiter {
  const counters = new Map<string, Promise<Counter>>();

  function counterOf(policy: Policy, rule: Rule): Promise<Counter> {
    const name = `${policy}:${rule.per.replaceAll(" ", "-")}`;
    let counter = counters.get(name);
    if (counter === undefined) {
      counter = createCounter(`scaffold:limit:${name}`, rule, store);
      counters.set(name, counter);
    }
    return counter;
  }

  return {
    async count(policy, rule, key) {
      const counter = await counterOf(policy, rule);
      return await counter.consume(key).then(
        (result) => countOf(result, false),
        // A limit that is exceeded is a rejection with the same facts; in memory there is no other.
        (result) => countOf(result, true),
      );
    },
  };
}

const countOf = (
  { remainingPoints, msBeforeNext }: { readonly remainingPoints: number; readonly msBeforeNext: number },
  exceeded: boolean,
): Count => ({ remaining: remainingPoints, seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)), exceeded });

/** Loaded with the first attempt: the library takes as long as a fifth of the start. */
async function createCounter(
  keyPrefix: string,
  { attempts: points, seconds: duration }: Rule,
  store: CounterStore | null,
): Promise<Counter> {
  const { RateLimiterMemory, RateLimiterRedis } = await import("rate-limiter-flexible");
  const memory = new RateLimiterMemory({ keyPrefix, points, duration });
  if (store === null) return memory;
  return new RateLimiterRedis({
    keyPrefix,
    points,
    duration,
    storeClient: store,
    // Ask the store as the package `redis` is asked: by `eval` alone.
    useRedisPackage: true,
    insuranceLimiter: memory,
  });
}
