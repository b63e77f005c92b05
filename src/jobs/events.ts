/** What a worker tells whoever counts: metrics, tests, a line in a log. */

/** How a run ended. */
export type Outcome =
  | "done"
  /** Failed, and will be tried again. */
  | "retry"
  /** Failed for the last time. */
  | "dead"
  | "cancelled"
  /** Given back by a worker that stops; costs no attempt. */
  | "released"
  /** Not this run's job any more: whatever it did counts for nothing. */
  | "lost";

export interface RunEvent {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly outcome: Outcome;
  readonly attempt: number;
  /** From the moment it was due to its start. */
  readonly waitMs: number;
  readonly runMs: number;
}

/** A run that failed, for whoever keeps errors. */
export interface RunFailure {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly outcome: Outcome;
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly payload: unknown;
  readonly error: unknown;
}
