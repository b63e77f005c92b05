/** What a language writes for a mail: words only. How it looks as text and as HTML is layout.ts's business. */
import type { Mails, Template } from "./mail.ts";

export interface Content {
  readonly subject: string;
  /** Shown by mail clients beside the subject. */
  readonly preview: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly action?: { readonly label: string; readonly url: string };
  /** Small print under the button. */
  readonly notes: readonly string[];
}

export interface Words {
  /** The product's name. */
  readonly product: string;
  /** "15 minutes", "7 days": the largest unit that says it exactly. */
  readonly duration: (minutes: number) => string;
  /** RFC 3339 → "25 November 2026 at 14:05 UTC". */
  readonly moment: (at: string) => string;
}

export interface Language {
  /** Under the button, for mail clients that show none. */
  readonly copyLink: string;
  /** The last line of every mail: why it came. */
  readonly footer: (words: Words) => string;
  readonly templates: { readonly [T in Template]: (data: Readonly<Mails[T]>, words: Words) => Content };
}

/** By language ("de") or language and region ("pt-BR"). */
export type Languages = Readonly<Record<string, Language>> & { readonly en: Language };
