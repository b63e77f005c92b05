/** Background jobs as operators see them. They hold anybody's data, so no organization's role gives a look at them. */
import type { Db } from "../../database/db.ts";
import { AppError } from "../../errors.ts";
import * as operate from "../../jobs/operate.ts";
import { traceIdOf } from "../../jobs/trace.ts";
import { fetchJobSchedules, fetchJobWorkers } from "../../repositories/jobs.ts";
import type { Scope } from "../../scope.ts";

export type JobService = ReturnType<typeof jobService>;

interface Filter {
  readonly queue?: string;
  readonly name?: string;
}

interface Listing extends Filter {
  readonly list: operate.JobList;
  readonly limit: number;
  readonly after: string | null;
}

interface JobServiceOptions {
  readonly database: Db;
  /** Shown even while they hold nothing. */
  readonly queues: readonly string[];
}

export const jobService = ({ database: db, queues }: JobServiceOptions) => ({
  async overview(scope: Scope) {
    requirePermission(scope, "jobs.read");
    const [overview, workers] = await Promise.all([
      operate.overviewOfQueues(db, queues),
      fetchJobWorkers(db),
    ]);
    return { queues: overview, workers };
  },

  async list(scope: Scope, { list, ...filter }: Listing) {
    requirePermission(scope, "jobs.read");
    return await operate.listJobs(db, list, filter);
  },

  /** @throws {AppError} not_found */
  async read(scope: Scope, id: string) {
    requirePermission(scope, "jobs.read");
    return await describe(db, id);
  },

  /** @throws {AppError} not_found; job_not_retryable */
  async retry(scope: Scope, id: string) {
    requirePermission(scope, "jobs.manage");
    await operate.retryJob(db, id);
    return await describe(db, id);
  },

  async retryDead(scope: Scope, filter: Filter) {
    requirePermission(scope, "jobs.manage");
    return { retried: await operate.retryDeadJobs(db, filter) };
  },

  /** What runs is told to stop, and is cancelled when it does. @throws {AppError} not_found; job_is_over */
  async cancel(scope: Scope, id: string) {
    requirePermission(scope, "jobs.manage");
    await operate.cancelJob(db, id);
    return await describe(db, id);
  },

  /** @throws {AppError} not_found; job_not_waiting */
  async bringForward(scope: Scope, id: string) {
    requirePermission(scope, "jobs.manage");
    await operate.bringForwardJob(db, id);
    return await describe(db, id);
  },

  async pauseQueue(scope: Scope, queue: string, paused: boolean) {
    requirePermission(scope, "jobs.manage");
    if (paused) await operate.pauseQueue(db, queue, scope.userId);
    else await operate.resumeQueue(db, queue);
  },

  async schedules(scope: Scope) {
    requirePermission(scope, "jobs.read");
    return await fetchJobSchedules(db);
  },

  /** @throws {AppError} not_found */
  async pauseSchedule(scope: Scope, name: string, paused: boolean) {
    requirePermission(scope, "jobs.manage");
    await operate.pauseSchedule(db, name, paused);
  },

  /** Out of turn. @throws {AppError} not_found */
  async runSchedule(scope: Scope, name: string) {
    requirePermission(scope, "jobs.manage");
    return { id: await operate.runSchedule(db, name) };
  },
});

/** The routes ask for it too; but a service is also called by jobs and other services, which have no routes. */
function requirePermission({ permissions }: Scope, permission: "jobs.read" | "jobs.manage"): void {
  if (!permissions.has(permission)) throw new AppError("not_permitted");
}

async function describe(db: Db, id: string) {
  const { traceparent, errors, ...job } = await operate.readJob(db, id);
  return { ...job, trace_id: traceIdOf(traceparent), errors: operate.errorsOf(errors) };
}
