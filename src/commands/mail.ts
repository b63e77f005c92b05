/** Who delivers mails: the server of SMTP_URL, or without one a mailbox in memory, which development looks into. */
import type { Config } from "../config.ts";
import { createMailbox, createMailer, type Mailbox, type Mailer, smtpTransport } from "../mail/index.ts";

const TIMEOUT_MS = 10_000;

export interface Mail {
  readonly mailer: Mailer;
  /** Where mails are that no server took; null when one does. */
  readonly mailbox: Mailbox | null;
}

export function assembleMail({ smtpUrl, mailFrom: from }: Config): Mail {
  if (smtpUrl !== undefined) {
    return {
      mailer: createMailer({ from, transport: smtpTransport({ url: smtpUrl, timeoutMs: TIMEOUT_MS }) }),
      mailbox: null,
    };
  }
  const mailbox = createMailbox();
  return { mailer: createMailer({ from, transport: mailbox.transport }), mailbox };
}
