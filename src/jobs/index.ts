/**
 * Background jobs that are never lost: the door of this part. It needs `database`, `errors`, the migration
 * `create-jobs`, the folder `sql/jobs`, and the packages @sinclair/typebox, croner, @opentelemetry/api and bunqueue.
 */
export { exponential, fixed } from "./backoff.ts";
export { type DrainOptions, drainJobs } from "./drain.ts";
export { type EnqueueOptions, enqueue, enqueueMany } from "./enqueue.ts";
export type { RunEvent, RunFailure } from "./events.ts";
export { PermanentFailure, RetryLater } from "./failure.ts";
export { type Actor, defineJob, type Job, type JobContext, type JobFor } from "./job.ts";
export { PayloadError } from "./payload.ts";
