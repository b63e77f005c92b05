/**
 * From `:name` to `$1`: which parameters a statement has, the text that the server gets, and the way back from a
 * position in that text to the place in the file.
 */
import type { Problem } from "./finding.ts";
import type { Transform } from "./header.ts";
import type { Token } from "./lexer.ts";

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly transform: Transform | undefined;
  /** Number of the first `$n` that it stands for. */
  readonly index: number;
  /** How many `$n` it stands for when the server describes the statement: one row of keys for the pick forms. */
  readonly width: number;
  /** Offset of its first use in the file. */
  readonly offset: number;
}

export interface SentText {
  /** Begins with the title as a comment. Lists of the spread and pick forms have one row. */
  readonly text: string;
  /** The text cut where lists stand, for texts that depend on the values: `pieces.length === lists.length + 1`. */
  readonly pieces: readonly string[];
  /** Names of the list parameters between the pieces. */
  readonly lists: readonly string[];
  /** Parts copied from the file, in ascending order: `[offset in text, offset in file]`. */
  readonly marks: readonly (readonly [sent: number, file: number])[];
}

type Transforms = ReadonlyMap<string, { readonly transform: Transform; readonly offset: number }>;

/** Plain parameters are numbered first, so that their numbers do not depend on how long a list is. */
export function readParameters(
  tokens: readonly Token[],
  transforms: Transforms,
): { parameters: Parameter[]; problems: Problem[] } {
  const uses = new Map<string, { required: boolean; offset: number }>();
  for (const token of tokens.filter(({ kind }) => kind === "parameter")) {
    const { name, required } = readUse(token);
    const known = uses.get(name);
    uses.set(name, { required: required || known?.required === true, offset: known?.offset ?? token.start });
  }
  const names = [...uses.keys()];
  const ordered = [
    ...names.filter((name) => !transforms.has(name)),
    ...names.filter((name) => transforms.has(name)),
  ];
  let index = 1;
  const parameters = ordered.map((name): Parameter => {
    const transform = transforms.get(name)?.transform;
    const width = transform === undefined || transform.kind === "spread" ? 1 : transform.keys.length;
    const use = uses.get(name) ?? { required: false, offset: 0 };
    const parameter = {
      name,
      required: use.required || transform !== undefined,
      transform,
      index,
      width,
      offset: use.offset,
    };
    index += width;
    return parameter;
  });
  return { parameters, problems: unusedTransforms(transforms, uses) };
}

function readUse(token: Token): { name: string; required: boolean } {
  const required = token.text.endsWith("!");
  return { name: token.text.slice(1, required ? -1 : undefined), required };
}

function unusedTransforms(transforms: Transforms, uses: ReadonlyMap<string, unknown>): Problem[] {
  return [...transforms]
    .filter(([name]) => !uses.has(name))
    .map(([name, { offset }]) => {
      const hint = `Use \`:${name}\` in the statement, or remove the line.`;
      return { offset, code: "param_unused", message: `\`${name}\` is declared but not used`, hint };
    });
}

export interface SentOptions {
  readonly title: string;
  /** The statement's tokens without comments; comments inside the statement are sent along. */
  readonly tokens: readonly Token[];
  readonly parameters: readonly Parameter[];
  readonly overrides: ReadonlyMap<string, "!" | "?">;
}

export function sentText(file: string, { tokens, parameters, overrides, title }: SentOptions): SentText {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const writer = new SentWriter(file, `/* ${title} */ `, tokens[0]?.start ?? file.length);
  for (const token of tokens) {
    const parameter = token.kind === "parameter" ? byName.get(readUse(token).name) : undefined;
    const stripped = token.kind === "quoted" ? stripMark(token.text, overrides) : undefined;
    if (stripped !== undefined) writer.replace(token, stripped);
    if (parameter === undefined) continue;
    if (parameter.transform === undefined) writer.replace(token, `$${parameter.index}`);
    else writer.replaceByList(token, parameter);
  }
  return writer.finish(tokens.at(-1)?.end ?? file.length);
}

/** Copies the file, replaces some tokens, and notes what came from where. */
class SentWriter {
  readonly #file: string;
  readonly #pieces: string[] = [];
  readonly #lists: string[] = [];
  readonly #marks: [number, number][] = [];
  #text: string;
  #pieceStart = 0;
  #copied: number;

  constructor(file: string, prefix: string, start: number) {
    this.#file = file;
    this.#text = prefix;
    this.#copied = start;
  }

  replace(token: Token, text: string): void {
    this.#copyTo(token.start);
    this.#marks.push([this.#text.length, token.start]);
    this.#text += text;
    this.#copied = token.end;
  }

  replaceByList(token: Token, parameter: Parameter): void {
    this.#copyTo(token.start);
    this.#pieces.push(this.#text.slice(this.#pieceStart));
    this.#lists.push(parameter.name);
    this.replace(token, rowOf(parameter));
    this.#pieceStart = this.#text.length;
  }

  finish(end: number): SentText {
    this.#copyTo(end);
    const pieces = [...this.#pieces, this.#text.slice(this.#pieceStart)];
    return { text: this.#text, pieces, lists: this.#lists, marks: this.#marks };
  }

  #copyTo(end: number): void {
    this.#marks.push([this.#text.length, this.#copied]);
    this.#text += this.#file.slice(this.#copied, end);
    this.#copied = end;
  }
}

/** One row of a list: `($3, $4)`. */
function rowOf({ index, width }: Parameter): string {
  return `(${Array.from({ length: width }, (_, offset) => `$${index + offset}`).join(", ")})`;
}

function stripMark(quoted: string, overrides: ReadonlyMap<string, "!" | "?">): string | undefined {
  const name = quoted.slice(1, -2);
  return overrides.get(name) === quoted.at(-2) ? `"${name}"` : undefined;
}

/** The place in the file of an offset in the sent text. */
export function fileOffset(sent: SentText, offset: number): number {
  const mark = sent.marks.findLast(([start]) => start <= offset) ?? sent.marks[0] ?? [0, 0];
  return mark[1] + Math.max(0, offset - mark[0]);
}

/** Postgres counts characters (code points) from 1; JavaScript's offsets count UTF-16 units from 0. */
export function offsetOfPosition(text: string, position: number): number {
  let offset = 0;
  for (let left = position - 1; left > 0 && offset < text.length; left--) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}
