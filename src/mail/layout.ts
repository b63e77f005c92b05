/**
 * How a mail looks: as plain text, and as HTML that holds in every mail client. Hence tables, inline styles and no
 * image, font or style sheet from elsewhere; the colours are readable on white and when a client inverts them.
 */
import type { Content } from "./content.ts";
import { type Html, html } from "./html.ts";

interface Frame {
  readonly locale: string;
  readonly product: string;
  readonly copyLink: string;
  readonly footer: string;
}

export function layOutText(content: Content, frame: Frame): string {
  const action = content.action ? [`${content.action.label}:\n${content.action.url}`] : [];
  const parts = [
    content.greeting,
    ...content.paragraphs,
    ...action,
    ...content.notes,
    `-- \n${frame.footer}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const BODY = `margin:0;padding:0;background-color:#f4f4f5;${FONT}`;
const CARD =
  "max-width:520px;margin:0 auto;background-color:#ffffff;border-radius:12px;border:1px solid #e4e4e7";
const TEXT = "margin:0 0 16px;font-size:16px;line-height:24px;color:#27272a";
const NOTE = "margin:0 0 8px;font-size:13px;line-height:20px;color:#71717a";
const BUTTON =
  "display:inline-block;padding:12px 24px;border-radius:8px;background-color:#4338ca;color:#ffffff;font-size:16px;line-height:24px;font-weight:600;text-decoration:none";
const HIDDEN = "display:none;max-height:0;overflow:hidden;opacity:0";

export function layOutHtml(content: Content, frame: Frame): Html {
  return html`<!doctype html>
<html lang="${frame.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${content.subject}</title>
</head>
<body style="${BODY}">
<div style="${HIDDEN}">${content.preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${CARD}"><tr><td style="padding:32px">
<p style="margin:0 0 24px;font-size:18px;line-height:24px;font-weight:700;color:#4338ca">${frame.product}</p>
<p style="${TEXT}">${content.greeting}</p>
${content.paragraphs.map((text) => html`<p style="${TEXT}">${text}</p>\n`)}
${actionOf(content, frame)}
${content.notes.map((text) => html`<p style="${NOTE}">${text}</p>\n`)}
</td></tr></table>
<p style="max-width:520px;margin:16px auto 0;font-size:12px;line-height:18px;color:#71717a;text-align:center">${frame.footer}</p>
</td></tr></table>
</body>
</html>
`;
}

function actionOf({ action }: Content, { copyLink }: Frame): Html {
  if (action === undefined) return html``;
  return html`<p style="margin:24px 0"><a href="${action.url}" style="${BUTTON}">${action.label}</a></p>
<p style="${NOTE}">${copyLink}<br><a href="${action.url}" style="color:#4338ca;word-break:break-all">${action.url}</a></p>`;
}
