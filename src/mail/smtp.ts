/** Delivery by SMTP, through nodemailer. One connection a mail: nothing to keep alive, nothing to close. */
import type { SMTPTransportOptions } from "nodemailer";
import { MailError, type MailErrorKind } from "./error.ts";
import type { Transport } from "./mailer.ts";

export interface SmtpOptions {
  /**
   * "smtp://user:password@host:587" (STARTTLS when the server offers it; with credentials it must) or "smtps://…".
   * Nodemailer's options may follow: "?tls.rejectUnauthorized=false", "?requireTLS=false".
   */
  readonly url: string;
  /** Milliseconds that a delivery may take as a whole. */
  readonly timeoutMs: number;
}

export function smtpTransport({ url, timeoutMs }: SmtpOptions): Transport {
  const options = optionsOf(url, timeoutMs);
  return {
    name: "smtp",
    deliver: async (mail, from) => {
      const message = {
        from: { ...from },
        // As an object: it is never parsed, so it cannot be two.
        to: { name: "", address: mail.to },
        envelope: { from: from.address, to: [mail.to] },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        // No out-of-office answers, please (RFC 3834).
        headers: { "Auto-Submitted": "auto-generated" },
        signal: AbortSignal.timeout(timeoutMs),
      };
      // Loaded with the first mail: most processes start without sending one.
      const { createTransport } = await import("nodemailer");
      await createTransport(options).sendMail(message).catch(fail("The mail was not delivered"));
    },
  };
}

/** Is there a server, and does it take us? Sends no mail. @throws {MailError} */
export async function verifySmtp({ url, timeoutMs }: SmtpOptions): Promise<void> {
  const { createTransport } = await import("nodemailer");
  await createTransport(optionsOf(url, timeoutMs)).verify().catch(fail("The server does not take us"));
}

function optionsOf(url: string, timeoutMs: number): SMTPTransportOptions {
  return {
    url,
    // A password must not be sent in the clear because somebody in between has removed the offer of STARTTLS.
    requireTLS: new URL(url).username !== "" && url.startsWith("smtp:"),
    // Content is ours and complete; whatever looks like a path or a URL is text.
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
}

const KINDS: Readonly<Record<string, MailErrorKind>> = {
  EABORT: "timeout",
  ETIMEDOUT: "timeout",
  EAUTH: "authentication",
  ENOAUTH: "authentication",
  ECONNECTION: "unavailable",
  ESOCKET: "unavailable",
  EDNS: "unavailable",
  ETLS: "unavailable",
  EPROTOCOL: "unavailable",
};

interface SmtpFailure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

const fail =
  (what: string) =>
  (error: SmtpFailure): never => {
    const answer = error.responseCode === undefined ? "" : ` (${error.responseCode} to ${error.command})`;
    throw new MailError(kindOf(error), `${what}: ${error.code ?? "unknown"}${answer}`, { cause: error });
  };

/** An answer to sender, recipient or content is about this mail; everything before is about the server. */
function kindOf({ code = "", responseCode }: SmtpFailure): MailErrorKind {
  const known = KINDS[code];
  if (known !== undefined) return known;
  if (responseCode === undefined) return "invalid";
  return responseCode < 500 ? "deferred" : "rejected";
}
