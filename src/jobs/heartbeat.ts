/**
 * Says in time that runs live, and hears what became of them: cancelled, or lost to another worker. On a timer of its
 * own, so that neither a slow claim nor a broker that hangs lets a lease expire.
 */
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import { JobCancelled, LeaseLost } from "./failure.ts";
import type { Run } from "./run.ts";

/** One beat for all runs of a worker. */
export async function renewLeases(db: Db, runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  const askedAt = Date.now();
  const rows = await jobs.modifyJobLeases(db, {
    ids: runs.map(({ id }) => id),
    runs: runs.map((run) => run.runs),
    leaseSeconds: runs.map(({ job }) => job.leaseMs / 1000),
  });
  const alive = new Map(rows.map((row) => [row.id, row]));
  for (const run of runs) {
    const row = alive.get(run.id);
    if (row === undefined) run.stop(new LeaseLost());
    else if (row.cancel_requested_at !== null) run.stop(new JobCancelled());
    else run.renewed(askedAt);
  }
}
