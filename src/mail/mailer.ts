/**
 * The seam between who writes mails and who delivers them. Services know `Mailer`. Delivering is one call of `send`
 * with plain data, so a background job can make it as well as a request: its payload is the mail, its body that call.
 */
import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { MailAddress } from "./address.ts";
import type { Languages } from "./content.ts";
import { MailError } from "./error.ts";
import { languages as builtIn } from "./languages/index.ts";
import type { Mail } from "./mail.ts";
import { type RenderedMail, renderMail } from "./render.ts";

export interface Mailer {
  /** @throws {MailError} that says whether another try can succeed */
  send(mail: Mail): Promise<void>;
}

export interface Transport {
  /** For the trace: "smtp", "mailbox". */
  readonly name: string;
  /** @throws {MailError} */
  deliver(mail: RenderedMail, from: MailAddress): Promise<void>;
}

export interface MailerOptions {
  readonly transport: Transport;
  /** Its name is the product's name in the mails. */
  readonly from: MailAddress;
  readonly languages?: Languages;
}

export function createMailer({ transport, from, languages = builtIn }: MailerOptions): Mailer {
  return {
    send: (mail) =>
      traced(mail, transport, () =>
        transport.deliver(renderMail(mail, { product: from.name, languages }), from),
      ),
  };
}

/** A span per mail. It names the template and never the recipient or the link. */
function traced(mail: Mail, transport: Transport, work: () => Promise<void>): Promise<void> {
  const options = {
    kind: SpanKind.CLIENT,
    attributes: {
      "mail.template": mail.template,
      "mail.locale": mail.locale,
      "mail.transport": transport.name,
    },
  };
  return trace.getTracer("mail").startActiveSpan(`mail ${mail.template}`, options, async (span) => {
    try {
      await work();
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function markFailed(span: Span, error: unknown): void {
  span.setAttribute("error.type", error instanceof MailError ? error.kind : "unexpected");
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof MailError ? error.message : "" });
}
