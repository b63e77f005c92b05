/** What every job system of the bench must do. */

export interface JobSystem {
  add(n: number): Promise<unknown>;
  addMany(ns: readonly number[]): Promise<unknown>;
  /** Runs jobs, CONCURRENCY at once, and tells each one's number as it begins. Gives what stops it. */
  work(begun: (n: number) => void): Promise<() => Promise<void>>;
  /** Forgets every job. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const CONCURRENCY = 20;

/** The connections that each may have for what it adds and runs. */
export const CONNECTIONS = 10;
