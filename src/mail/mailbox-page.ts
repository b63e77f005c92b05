/**
 * The mailbox of development as two pages. They run no script at all: mails lie in a sandboxed frame, and the headers
 * forbid scripts once more.
 */
import { type Html, html } from "./html.ts";
import type { MailboxEntry } from "./mailbox.ts";

/** What the pages must be sent with. */
export const mailboxHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
};

/** @param path where the list is served, e.g. "/dev/mailbox"; a mail is at `${path}/${id}` */
export function mailboxListPage(entries: readonly MailboxEntry[], path: string): string {
  const rows = entries.map(
    (entry) => html`<a class="row" href="${path}/${entry.id}">
<span class="to">${entry.to}</span><span class="subject">${entry.subject}</span><time>${time(entry)}</time></a>\n`,
  );
  const body =
    entries.length > 0
      ? html`<nav class="card">${rows}</nav>`
      : html`<p class="card empty">No mails yet.</p>`;
  // Looks again by itself, without a script.
  return page("Mailbox", body, html`<meta http-equiv="refresh" content="5">`);
}

export function mailboxMessagePage(entry: MailboxEntry, path: string): string {
  const link =
    entry.url === undefined ? html`` : html`<dt>Link</dt><dd><a href="${entry.url}">${entry.url}</a></dd>`;
  const body = html`<p><a href="${path}">← All mails</a></p>
<article class="card">
<h2>${entry.subject}</h2>
<dl>
<dt>From</dt><dd>${entry.from.name} &lt;${entry.from.address}&gt;</dd>
<dt>To</dt><dd>${entry.to}</dd>
<dt>Received</dt><dd><time>${entry.receivedAt}</time></dd>
<dt>Template</dt><dd>${entry.template}</dd>
${link}
</dl>
<iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${inNewTab(entry.html)}"></iframe>
<details><summary>As plain text</summary><pre>${entry.text}</pre></details>
</article>`;
  return page(entry.subject, body, html``);
}

/** Links of the framed mail open in a tab of their own: the frame could not show them. */
const inNewTab = (mail: string) => mail.replaceAll("<a href=", '<a target="_blank" href=');

const time = (entry: MailboxEntry) => `${entry.receivedAt.slice(0, 10)} ${entry.receivedAt.slice(11, 19)}`;

function page(title: string, body: Html, head: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${head}
<title>${title} · Mailbox</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#e4e4e7, #3f3f46); --soft: light-dark(#71717a, #a1a1aa); }
body { margin: 0 auto; max-width: 760px; padding: 24px 16px; background: light-dark(#f4f4f5, #18181b);
  color: light-dark(#27272a, #e4e4e7); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; } h2 { margin: 0 0 16px; font-size: 18px; overflow-wrap: anywhere; }
a { color: light-dark(#4338ca, #a5b4fc); }
.card { background: light-dark(#ffffff, #27272a); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
article.card { padding: 24px; } .empty { padding: 24px; color: var(--soft); }
.row { display: grid; grid-template-columns: 200px 1fr auto; gap: 16px; padding: 12px 16px; color: inherit;
  text-decoration: none; border-top: 1px solid var(--line); } .row:first-child { border-top: 0; }
.row:hover { background: light-dark(#f4f4f5, #3f3f46); }
.row span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.subject { font-weight: 600; } time, .to, dt { color: var(--soft); }
dl { display: grid; grid-template-columns: 90px 1fr; gap: 4px 16px; margin: 0 0 24px; } dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 620px; border: 1px solid var(--line); border-radius: 8px; background: #ffffff; }
summary { margin-top: 16px; cursor: pointer; } pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 600px) { .row { grid-template-columns: 1fr auto; } .to { grid-column: 1 / -1; } }
</style>
</head>
<body>
<h1>Mailbox</h1>
${body}
</body>
</html>
`.toString();
}
