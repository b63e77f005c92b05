/** Runs everything that is due, here and now, without worker, engine or clock: for tests and for one-off commands. */
import type { Db } from "../database/db.ts";
import type { RunEvent, RunFailure } from "./events.ts";
import type { JobFor } from "./job.ts";
import { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { Runner } from "./runner.ts";

export interface DrainOptions<Services> {
  readonly db: Db;
  readonly jobs: readonly JobFor<Services>[];
  readonly services: Services;
  readonly log: Log;
}

export interface Drained {
  /** In the order in which they ended. */
  readonly runs: readonly RunEvent[];
  readonly failures: readonly RunFailure[];
}

/** Until none is due any more; those that a run enqueues are run as well, those that wait for their next attempt are not. */
export async function drainJobs<Services>({
  db,
  jobs,
  services,
  log,
}: DrainOptions<Services>): Promise<Drained> {
  const runs: RunEvent[] = [];
  const failures: RunFailure[] = [];
  const observe = (event: RunEvent) => void runs.push(event);
  const report = (failure: RunFailure) => {
    failures.push(failure);
    return { err: failure.error };
  };
  const around = <T>(work: () => T): T => work();
  const ledger = new Ledger(db, crypto.randomUUID());
  const runner = new Runner({ db, ledger, services, log, observe, report, around, abortGraceMs: 1_000 });
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const one = new Map(jobs.map(({ queue }) => [queue, 1]));
  for (;;) {
    const claimed = await ledger.claim(one, [...byName.keys()], LEASE_SECONDS);
    if (claimed.length === 0) return { runs, failures };
    for (const { id, run, name } of claimed) {
      const job = byName.get(name);
      const row = await ledger.start({ id, runs: run, leaseSeconds: LEASE_SECONDS });
      if (job !== undefined && row !== null) await runner.run(job, row);
    }
  }
}

const LEASE_SECONDS = 60;
