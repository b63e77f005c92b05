import { describe, expect, test } from "bun:test";
import type { Mail } from "./mail.ts";
import { createMailbox } from "./mailbox.ts";
import { mailboxListPage, mailboxMessagePage } from "./mailbox-page.ts";
import { createMailer } from "./mailer.ts";

const from = { name: "Scaffold", address: "no-reply@example.test" };
const mailTo = (to: string, name = "Ada"): Mail => ({
  template: "magic_link",
  to,
  locale: "en",
  data: { name, url: `https://app.example.test/#token=${to}&x="'<`, expiresInMinutes: 15 },
});

function mailbox(options?: Parameters<typeof createMailbox>[0]) {
  const box = createMailbox(options);
  return { box, mailer: createMailer({ from, transport: box.transport }) };
}

describe("the mailbox", () => {
  test("lists what was sent, newest first, and by recipient", async () => {
    const { box, mailer } = mailbox({ now: () => new Date(0) });
    await mailer.send(mailTo("a@example.test"));
    await mailer.send(mailTo("b@example.test"));
    expect(box.list().map(({ to }) => to)).toEqual(["b@example.test", "a@example.test"]);
    expect(box.list("a@example.test")).toMatchObject([
      { id: 1, receivedAt: "1970-01-01T00:00:00.000Z", from },
    ]);
    expect(box.read(2)?.url).toStartWith("https://app.example.test/#token=b@example.test");
  });

  test("keeps the last ones", async () => {
    const { box, mailer } = mailbox({ keep: 2 });
    for (const name of ["a", "b", "c"]) await mailer.send(mailTo(`${name}@example.test`));
    expect(box.list().map(({ id }) => id)).toEqual([3, 2]);
    expect(box.read(1)).toBeUndefined();
  });

  test("is empty after clear, and goes on counting", async () => {
    const { box, mailer } = mailbox();
    await mailer.send(mailTo("a@example.test"));
    box.clear();
    expect(box.list()).toEqual([]);
    await mailer.send(mailTo("a@example.test"));
    expect(box.list().map(({ id }) => id)).toEqual([2]);
  });
});

describe("the mailbox's pages", () => {
  test("the list leads to each mail", async () => {
    const { box, mailer } = mailbox();
    expect(mailboxListPage(box.list(), "/dev/mailbox")).toContain("No mails yet");
    await mailer.send(mailTo("a@example.test"));
    const page = mailboxListPage(box.list(), "/dev/mailbox");
    expect(page).toContain('href="/dev/mailbox/1"');
    expect(page).toContain("a@example.test");
  });

  test("a mail's link can be clicked, once outside the frame and in a new tab within", async () => {
    const { box, mailer } = mailbox();
    await mailer.send(mailTo("a@example.test"));
    const [entry] = box.list();
    if (entry === undefined) throw new Error("no mail");
    const page = mailboxMessagePage(entry, "/dev/mailbox");
    const links = await linksOf(page);
    expect(links).toContain(entry.url ?? "");
    expect(page).toContain("&lt;a target=&quot;_blank&quot; href=");
  });

  test("nothing in a mail becomes markup of the page", async () => {
    const { box } = mailbox();
    const evil = `</pre></iframe>"><script>alert(1)</script><base href=//evil>`;
    const mail = {
      template: "magic_link",
      to: evil,
      subject: evil,
      text: evil,
      html: evil,
      url: `https://x/"${evil}`,
    } as const;
    await box.transport.deliver(mail, { name: evil, address: evil });
    const [entry] = box.list();
    if (entry === undefined) throw new Error("no mail");
    for (const page of [
      mailboxMessagePage(entry, "/dev/mailbox"),
      mailboxListPage(box.list(), "/dev/mailbox"),
    ]) {
      expect(await tagsOf(page)).not.toContain("script");
      expect(await tagsOf(page)).not.toContain("base");
    }
  });
});

/** As a real parser of HTML sees it. */
async function tagsOf(page: string): Promise<string[]> {
  const tags: string[] = [];
  await new HTMLRewriter()
    .on("*", { element: ({ tagName }) => void tags.push(tagName) })
    .transform(new Response(page))
    .text();
  return tags;
}

async function linksOf(page: string): Promise<string[]> {
  const links: string[] = [];
  const decode = (text: string) =>
    text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  const element = {
    element: (tag: HTMLRewriterTypes.Element) => void links.push(decode(tag.getAttribute("href") ?? "")),
  };
  await new HTMLRewriter().on("a", element).transform(new Response(page)).text();
  return links;
}
