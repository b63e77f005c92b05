/** One run of one job, from the outside: what it is called by, how it is told to stop, and until when its lease holds. */
import type { JobRules } from "./job.ts";
import type { StartedJob } from "./ledger.ts";

export class Run {
  readonly id: string;
  readonly runs: number;
  readonly row: StartedJob;
  readonly job: JobRules;
  /** Its work is committed and the job is done, whatever happens now. */
  committed = false;
  /** The job's function is over; what came of it is not written yet. */
  readonly onEnded: () => void;
  readonly #controller = new AbortController();
  #leaseEndsAt: number;

  constructor(job: JobRules, row: StartedJob, onEnded: () => void) {
    this.id = row.id;
    this.runs = row.runs;
    this.row = row;
    this.job = job;
    this.onEnded = onEnded;
    this.#leaseEndsAt = Date.now() + job.leaseMs;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** By this process's clock, counted from before the statement that renewed it: never later than what the table says. */
  get leaseHolds(): boolean {
    return Date.now() < this.#leaseEndsAt;
  }

  renewed(askedAt: number): void {
    this.#leaseEndsAt = askedAt + this.job.leaseMs;
  }

  /** The first reason counts. */
  stop(reason: Error): void {
    this.#controller.abort(reason);
  }
}

/**
 * What `work` gives; or, when the signal is aborted, the signal's reason, whether `work` minds the signal or not: one
 * that does not end within `graceMs` is left to itself.
 */
export async function untilStopped<T>(signal: AbortSignal, graceMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stopped = new Promise<never>((_, reject) => {
    const onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
