/** Where mails go in development and in tests: a list in memory, newest first, that people and tests can read. */
import type { MailAddress } from "./address.ts";
import type { Transport } from "./mailer.ts";
import type { RenderedMail } from "./render.ts";

export interface MailboxEntry extends RenderedMail {
  /** Counts up from 1. */
  readonly id: number;
  readonly from: MailAddress;
  /** RFC 3339. */
  readonly receivedAt: string;
}

export interface Mailbox {
  readonly transport: Transport;
  /** Newest first; those to one address when it is given. */
  list(to?: string): readonly MailboxEntry[];
  read(id: number): MailboxEntry | undefined;
  clear(): void;
}

interface MailboxOptions {
  /** How many mails are kept; the oldest goes first. */
  readonly keep?: number;
  readonly now?: () => Date;
}

export function createMailbox({ keep = 100, now = () => new Date() }: MailboxOptions = {}): Mailbox {
  let entries: readonly MailboxEntry[] = [];
  let count = 0;
  const deliver = async (mail: RenderedMail, from: MailAddress) => {
    count += 1;
    entries = [{ ...mail, id: count, from, receivedAt: now().toISOString() }, ...entries].slice(0, keep);
  };
  return {
    transport: { name: "mailbox", deliver },
    list: (to) => (to === undefined ? entries : entries.filter((entry) => entry.to === to)),
    read: (id) => entries.find((entry) => entry.id === id),
    clear: () => {
      entries = [];
    },
  };
}
