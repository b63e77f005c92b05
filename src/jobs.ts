/** Every job of the product, and what their runs need besides the database: the list that workers run and the CLI shows. */
import type { JobFor } from "./jobs/index.ts";
import { pruneJobs } from "./jobs/prune.ts";
import type { Mailer } from "./mail/index.ts";
import { cleanUpAccounts } from "./services/account/jobs.ts";
import { countForDemonstration } from "./services/demo/jobs.ts";

export interface JobServices {
  readonly mailer: Mailer;
}

export const jobs: readonly JobFor<JobServices>[] = [cleanUpAccounts, countForDemonstration, pruneJobs];
