/** The mailbox of development, as pages. */
import { type Mailbox, mailboxHeaders, mailboxListPage, mailboxMessagePage } from "../../mail/index.ts";

export type MailboxService = ReturnType<typeof mailboxService>;

export const mailboxService = (mailbox: Mailbox) => ({
  /** What the pages must be sent with. */
  headers: mailboxHeaders,

  /** @param path where it is served */
  listPage: (path: string): string => mailboxListPage(mailbox.list(), path),

  /** null: there is no such mail, or it was dropped for newer ones. */
  messagePage(id: number, path: string): string | null {
    const entry = mailbox.read(id);
    return entry === undefined ? null : mailboxMessagePage(entry, path);
  },
});
