/** A whole transaction: a connection for its life, a span, the retry of lost races, the effects after the commit. */
import { context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { TransactionOptions, Tx } from "./db.ts";
import { DbError } from "./errors.ts";
import type { Lease } from "./pool/lease.ts";
import type { Pool } from "./pool/pool.ts";
import type { Runner } from "./runner.ts";
import { timeLeft } from "./scope.ts";
import { isRace } from "./sqlstate.ts";
import { Transaction } from "./tx.ts";

type Work<T> = (tx: Tx) => Promise<T>;

const DEFAULT_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** Timers count with 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Transactions {
  readonly #pool: Pool;
  readonly #runner: Runner;

  constructor(pool: Pool, runner: Runner) {
    this.#pool = pool;
    this.#runner = runner;
  }

  async run<T>(work: Work<T>, options: TransactionOptions): Promise<T> {
    const span = this.#runner.tracer.startSpan("transaction", { attributes: this.#pool.profiles.server });
    try {
      return await context.with(trace.setSpan(context.active(), span), () =>
        this.#attempts(work, options, span),
      );
    } catch (error) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.message : String(error),
      });
      throw error;
    } finally {
      span.end();
    }
  }

  async #attempts<T>(work: Work<T>, options: TransactionOptions, span: Span): Promise<T> {
    const { attempts = DEFAULT_ATTEMPTS } = options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work, options);
      } catch (error) {
        if (!isRace(error) || attempt >= attempts) throw error;
        span.addEvent("retry", { attempt });
        await pause(attempt);
      }
    }
  }

  async #attempt<T>(work: Work<T>, options: TransactionOptions): Promise<T> {
    const { lease, tx } = await this.#begin(options);
    let result: T;
    try {
      result = await inTime(tx.runs(work), () => lease.discard());
      await tx.commit();
    } catch (error) {
      throw await tx.rollback(error);
    } finally {
      lease.release();
    }
    await tx.runEffects();
    return result;
  }

  /** A connection that turns out to be dead at BEGIN costs nothing but another one. */
  async #begin(options: TransactionOptions): Promise<{ lease: Lease; tx: Transaction }> {
    for (let last = false; ; last = true) {
      const lease = await this.#lease();
      const tx = new Transaction(lease, this.#pool.profiles, this.#runner);
      try {
        await tx.begin(options);
        return { lease, tx };
      } catch (error) {
        lease.discard();
        if (last || !(error instanceof DbError && error.kind === "unavailable")) throw error;
      }
    }
  }

  async #lease(): Promise<Lease> {
    try {
      return await this.#pool.lease();
    } catch (cause) {
      throw this.#runner.toError("transaction", cause);
    }
  }
}

/** Full jitter: those who met once should not meet again. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
  });

/** A `work` that hangs elsewhere must not keep its connection and its locks beyond the deadline. */
async function inTime<T>(work: Promise<T>, abandon: () => void): Promise<T> {
  const ms = Math.max(0, timeLeft());
  if (ms > LONGEST_TIMER_MS) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    abandon();
    reject(
      new DbError("the deadline passed before it was over", {
        kind: "timeout",
        title: "transaction",
        retryable: true,
      }),
    );
  }, ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
