/** Why a mail could not be delivered. Messages hold no address and nothing of the mail: they are made to be logged. */

export type MailErrorKind =
  /** No mail server could be reached, or it does not take mails now. */
  | "unavailable"
  /** The time that was allowed ran out. Nobody knows whether the mail was taken. */
  | "timeout"
  /** The server refused our credentials: somebody has to repair the configuration, then it goes on. */
  | "authentication"
  /** The server took it neither now nor for good (4xx): greylisting, full mailbox. */
  | "deferred"
  /** The server will never take this mail (5xx): no such mailbox, refused as spam. */
  | "rejected"
  /** The mail itself is wrong: no such template, an address that is none. */
  | "invalid";

const RETRYABLE: ReadonlySet<MailErrorKind> = new Set([
  "unavailable",
  "timeout",
  "authentication",
  "deferred",
]);

export class MailError extends Error {
  readonly kind: MailErrorKind;
  /** Trying again later can succeed. */
  readonly retryable: boolean;

  constructor(kind: MailErrorKind, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = "MailError";
    this.kind = kind;
    this.retryable = RETRYABLE.has(kind);
  }
}
