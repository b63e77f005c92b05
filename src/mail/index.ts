/**
 * The door of this part. A mail is plain data; a mailer renders it and hands it to a transport: SMTP, or the mailbox of
 * development and tests. Needs nothing of this project but this folder; packages: nodemailer, @opentelemetry/api.
 */

export type { MailAddress } from "./address.ts";
export { MailError, type MailErrorKind } from "./error.ts";
export type { Mail, Mails, Template } from "./mail.ts";
export { createMailbox, type Mailbox, type MailboxEntry } from "./mailbox.ts";
export { mailboxHeaders, mailboxListPage, mailboxMessagePage } from "./mailbox-page.ts";
export { createMailer, type Mailer } from "./mailer.ts";
export { smtpTransport, verifySmtp } from "./smtp.ts";
