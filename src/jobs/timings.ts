/** The worker's clockwork. Tests run it faster. */

export interface Timings {
  /** Between two looks for jobs, when nobody calls: how late a delayed job may be, or one whose call got lost. */
  readonly pollMs: number;
  /** Between two renewals of leases; well below the shortest lease. */
  readonly heartbeatMs: number;
  readonly scheduleMs: number;
  /** Between two looks for jobs whose lease expired. */
  readonly recoveryMs: number;
  /** From claim to start, before a delivery counts as lost. */
  readonly deliveryMs: number;
  readonly pushTimeoutMs: number;
  /** For how long a claimed job may wait for a place in its worker, before others may have it. */
  readonly waitMs: number;
  /** For how long a run that was told to stop may go on. */
  readonly abortGraceMs: number;
  /** For how long a job that this release does not know is left to a newer one. */
  readonly unknownJobMs: number;
}

export const defaultTimings: Timings = {
  pollMs: 500,
  heartbeatMs: 5_000,
  scheduleMs: 1_000,
  recoveryMs: 5_000,
  deliveryMs: 60_000,
  pushTimeoutMs: 10_000,
  waitMs: 1_000,
  abortGraceMs: 1_000,
  unknownJobMs: 3_600_000,
};
