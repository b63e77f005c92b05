/** What mail jobs have in common: their queue, what they are given, and when trying again makes no sense. */
import type { Static, TSchema } from "@sinclair/typebox";
import { defineJob, type Job, type JobContext, PermanentFailure } from "../../../jobs/index.ts";
import { type Mail, MailError, type Mailer } from "../../../mail/index.ts";
import * as tokens from "../../../repositories/tokens.ts";
import { createToken } from "../authentication/token.ts";
import { linkMinutes } from "./lifetimes.ts";
import type { Links } from "./links.ts";

export interface MailServices {
  readonly mailer: Mailer;
  readonly links: Links;
}

interface MailJob<Schema extends TSchema> {
  readonly payload: Schema;
  /** Asked for once more while one waits, it is sent once. */
  readonly unique?: (payload: Static<Schema>) => string;
  run(context: JobContext<Static<Schema>>, services: MailServices): Promise<void>;
}

/**
 * A job that mails. Payloads are kept and read by operators, so a link's token is made by the run: another run mails
 * another link, and the newest works.
 */
export const mailJob = <Schema extends TSchema>(
  name: string,
  options: MailJob<Schema>,
): Job<Schema, MailServices> => defineJob(name, { queue: "mail", ...options });

/** Hands the mail over; what will never be taken is not tried again. */
export async function send(mailer: Mailer, mail: Mail): Promise<void> {
  await mailer.send(mail).catch((error: unknown) => {
    if (error instanceof MailError && !error.retryable)
      throw new PermanentFailure(error.message, { cause: error });
    throw error;
  });
}

export interface Recipient {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
}

/** Mails somebody a link that works once. */
export async function sendLink(
  { db }: Pick<JobContext<unknown>, "db">,
  mailer: Mailer,
  { id: userId, email, name, locale }: Recipient,
  { purpose, url }: { readonly purpose: tokens.OneTimeTokenPurpose; readonly url: (token: string) => string },
): Promise<void> {
  const { token, tokenHash } = createToken();
  const expiresInMinutes = linkMinutes[purpose];
  const lifetimeSeconds = expiresInMinutes * 60;
  await tokens.insertOneTimeToken(db, { userId, purpose, email, tokenHash, lifetimeSeconds });
  const data = { name, url: url(token), expiresInMinutes };
  await send(mailer, { template: purpose, to: email, locale, data });
}
