/** What a job is: a name, what it is told, the rules by which it runs, and the function that does it. */
import type { Static, TSchema } from "@sinclair/typebox";
import type { Db, Tx } from "../database/db.ts";
import { type Backoff, exponential } from "./backoff.ts";
import { checkCron } from "./cron.ts";
import type { Log } from "./log.ts";

/** On whose behalf a job runs. `Scope` is one. */
export interface Actor {
  readonly userId: string | null;
  readonly organizationId: string | null;
}

/** What a run is given. */
export interface JobContext<Payload> extends Actor {
  readonly id: string;
  readonly payload: Payload;
  /** 1 for the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When it was due: the slot, for a job of a schedule. */
  readonly runAt: Date;
  readonly db: Db;
  /** Every line carries the job. */
  readonly log: Log;
  /** Aborted when the job is cancelled, takes too long or lost its lease, and when the worker stops: hand it on to whatever waits. */
  readonly signal: AbortSignal;
  /**
   * Does `work` and finishes the job in one transaction: exactly once, however often the job is started. What `work`
   * gives is the job's result, as far as it is JSON. Call it at most once, as the last thing.
   * @throws {LeaseLost} when the run lost its job; nothing is committed then
   */
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** How far it is, from 0 to 1. Costs nothing to call often: what is written is the newest, a few times a second. */
  progress(share: number, note?: string): void;
}

/** Comes again and again, at fixed times. One job for each slot, however many workers there are. */
export interface ScheduleOptions<Payload> {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name, e.g. "Europe/Berlin". Default: UTC. */
  readonly timezone?: string;
  readonly payload: Payload;
}

export interface JobOptions<Schema extends TSchema, Services> {
  /** What the job is told. Ids rather than contents: it may run much later, and is kept for days where operators read it. */
  readonly payload: Schema;
  /** Jobs of a queue share its workers. Default: "default". */
  readonly queue?: string;
  /** Higher runs first within its queue. Default: 0. */
  readonly priority?: number;
  /** With so many attempts failed it is dead. Default: 10. */
  readonly maxAttempts?: number;
  /** Default: 5 s, 10 s, 20 s … up to an hour. */
  readonly backoff?: Backoff;
  /** The longest that one run may take. Default: 5 minutes. */
  readonly timeoutMs?: number;
  /** For how long a worker may be silent until its job is given to another. More only for a job that blocks the event loop. Default: 30 s. */
  readonly leaseMs?: number;
  /** Of jobs with the same key one is pending at a time; asking for another does nothing. */
  readonly unique?: (payload: Static<Schema>) => string;
  readonly schedule?: ScheduleOptions<Static<Schema>>;
  /** Runs at least once. What it returns is kept as the job's result. Throwing means: try again. */
  run(context: JobContext<Static<Schema>>, services: Services): Promise<unknown>;
}

/** By what rules a job runs. */
export interface JobRules {
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly timeoutMs: number;
  readonly leaseMs: number;
}

/** A job with its defaults. `Services` is what its run needs besides the context; the composition root provides it. */
export interface Job<Schema extends TSchema = TSchema, Services = never> extends JobRules {
  readonly payload: Schema;
  unique?(payload: Static<Schema>): string;
  readonly schedule?: ScheduleOptions<Static<Schema>>;
  run(context: JobContext<Static<Schema>>, services: Services): Promise<unknown>;
  /** Never set: makes a list of jobs ask for the services of all of them. */
  readonly needs?: (services: Services) => void;
}

/** Any job that these services are enough for. */
export type JobFor<Services> = Job<TSchema, Services>;

/** What setTimeout can count; beyond it, it fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/** @throws {Error} when the name or the schedule is wrong, at once and not when it should run */
export function defineJob<Schema extends TSchema, Services = unknown>(
  name: string,
  options: JobOptions<Schema, Services>,
): Job<Schema, Services> {
  if (!NAME.test(name)) throw new Error(`"${name}" is no name of a job: write "area.what-it-does"`);
  if (options.schedule !== undefined) checkCron(options.schedule);
  if ((options.timeoutMs ?? 0) > MAX_TIMER_MS)
    throw new Error(`${name}: a timeout of more than 24 days is none`);
  return { ...defaults, ...options, name };
}

const defaults = {
  queue: "default",
  priority: 0,
  maxAttempts: 10,
  backoff: exponential({ firstMs: 5_000, maxMs: 3_600_000 }),
  timeoutMs: 300_000,
  leaseMs: 30_000,
};
