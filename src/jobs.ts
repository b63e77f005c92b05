/** Every job of the product, and what their runs need besides the database: the list that workers run and the CLI shows. */
import type { JobFor } from "./jobs/index.ts";
import { pruneJobs } from "./jobs/prune.ts";
import { sendInvitation } from "./services/account/invitations/jobs.ts";
import { cleanUpAccounts } from "./services/account/jobs.ts";
import { mailJobs } from "./services/account/mails/jobs.ts";
import type { MailServices } from "./services/account/mails/send.ts";
import { countForDemonstration } from "./services/demo/jobs.ts";
import { pruneErrors } from "./services/errors/jobs.ts";

export type JobServices = MailServices;

export const jobs: readonly JobFor<JobServices>[] = [
  ...mailJobs,
  sendInvitation,
  cleanUpAccounts,
  countForDemonstration,
  pruneJobs,
  pruneErrors,
];
