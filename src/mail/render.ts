/** From a mail's data to what goes over the wire. */
import { isBareAddress } from "./address.ts";
import type { Content, Language, Languages, Words } from "./content.ts";
import { MailError } from "./error.ts";
import { layOutHtml, layOutText } from "./layout.ts";
import type { Mail, MailOf, Template } from "./mail.ts";

export interface RenderedMail {
  readonly template: Template;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where the button leads; undefined when there is none. */
  readonly url: string | undefined;
}

export interface RenderOptions {
  /** The product's name. */
  readonly product: string;
  readonly languages: Languages;
}

/** @throws {MailError} "invalid": an address or a link that must not be mailed, a template that does not exist */
export function renderMail(mail: Mail, { product, languages }: RenderOptions): RenderedMail {
  if (!isBareAddress(mail.to))
    throw new MailError("invalid", `The recipient of "${mail.template}" is no address`);
  const [locale, language] = choose(mail.locale, languages);
  const words = wordsOf(product, locale);
  const content = write(mail, language, words);
  const frame = { locale, product, copyLink: language.copyLink, footer: language.footer(words) };
  return {
    template: mail.template,
    to: mail.to,
    subject: content.subject,
    text: layOutText(content, frame),
    html: layOutHtml(content, frame).toString(),
    url: content.action?.url,
  };
}

/** "pt-BR" → "pt-BR", else "pt", else English. */
function choose(locale: string, languages: Languages): [locale: string, language: Language] {
  for (const tag of [locale, locale.split("-")[0] ?? ""]) {
    const language = Object.hasOwn(languages, tag) ? languages[tag] : undefined;
    if (language !== undefined) return [tag, language];
  }
  return ["en", languages.en];
}

function write<T extends Template>(mail: MailOf<T>, language: Language, words: Words): Content {
  if (!Object.hasOwn(language.templates, mail.template)) {
    throw new MailError("invalid", `There is no template "${mail.template}"`);
  }
  return language.templates[mail.template](tame(mail.data), words);
}

/** Checked where they come from, and needed as they are. */
const EXACT: ReadonlySet<string> = new Set(["url", "newEmail", "at", "ip"]);

/**
 * Names are strangers' words in a mail that carries our name: an "inviter" must not be able to break the line, to fill
 * the page or to place a link ("Win at evil.example").
 */
function tame<Data extends object>(data: Data): Data {
  const tamed = Object.entries(data).map(([key, value]) => {
    if (key === "url") checkUrl(value);
    return [key, typeof value === "string" ? tameText(value, EXACT.has(key)) : value];
  });
  return Object.fromEntries(tamed) as Data;
}

const MAX_LENGTH = 100;
// Line breaks, other controls, and what turns the direction of text around.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;
// A dot or colon between two visible characters: what mail clients make links of. A word joiner stops them, unseen.
const LINKABLE = /(?<=\S)([.:])(?=\S)/g;

function tameText(text: string, exact: boolean): string {
  const line = text.replaceAll(UNPRINTABLE, " ").trim();
  return exact ? line : [...line].slice(0, MAX_LENGTH).join("").replaceAll(LINKABLE, "$1\u2060");
}

function checkUrl(value: unknown): void {
  if (typeof value === "string" && /^https?:$/.test(URL.parse(value)?.protocol ?? "")) return;
  throw new MailError("invalid", "The link of a mail must be an absolute http or https URL");
}

function wordsOf(product: string, locale: string): Words {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return {
    product,
    duration: (minutes) => durationIn(locale, minutes),
    moment: (at) => `${date.format(new Date(at))} UTC`,
  };
}

const UNITS = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
] as const;

function durationIn(locale: string, minutes: number): string {
  const [unit, size] = UNITS.find(([, length]) => minutes >= length && minutes % length === 0) ?? UNITS[2];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(minutes / size);
}
