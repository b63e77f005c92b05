/** /dev/mailbox: the mails that nobody delivers while developing, for people to read. Development only: app.ts decides. */
import { Elysia, t } from "elysia";
import { AppError } from "../../errors.ts";
import type { Guards } from "../../plugins/auth.ts";
import { UrlInteger } from "../../plugins/schema.ts";
import type { MailboxService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly mailbox: MailboxService;
  readonly path: string;
}

const MessageParams = t.Object({ id: UrlInteger({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

export function mailboxHandler({ guards, mailbox, path }: Dependencies) {
  const hidden = { public: true, detail: { hide: true } } as const;
  return new Elysia({ prefix: path })
    .use(guards)
    .get("", () => answer(mailbox.listPage(path), mailbox.headers), hidden)
    .get("/:id", ({ params }) => answer(mailbox.messagePage(params.id, path), mailbox.headers), {
      ...hidden,
      params: MessageParams,
    });
}

function answer(page: string | null, headers: Readonly<Record<string, string>>): Response {
  if (page === null) throw new AppError("not_found");
  return new Response(page, { headers });
}
