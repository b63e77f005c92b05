/**
 * HTML that cannot be injected into: what is put into an html`…` template is escaped, unless it came from one itself.
 * The values are safe as text and inside quoted attributes; nowhere else (no script, style or unquoted attribute).
 */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Made by html`…` alone. */
export class Html {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

type Part = Html | string | number | readonly Html[];

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, index) => text + render(parts[index])).join(""));

function render(part: Part | undefined): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.join("");
  return String(part).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
