/**
 * The first comment of a `.sql` file, in pgtyped's form. Its first line is the query's name everywhere: function,
 * types, span, and the comment that the server sees.
 */
import type { Problem } from "./finding.ts";

interface PickKey {
  readonly name: string;
  readonly required: boolean;
}

/** `@param ids -> (...)`, `@param user -> (name, age)` and `@param users -> ((name, age)...)`. */
export type Transform =
  | { readonly kind: "spread" }
  | { readonly kind: "pick" | "pickSpread"; readonly keys: readonly PickKey[] };

export interface Header {
  readonly title: string;
  readonly titleOffset: number;
  readonly transforms: ReadonlyMap<string, { readonly transform: Transform; readonly offset: number }>;
  /** Where the text after the comment begins. */
  readonly end: number;
}

const FIRST_LINE = /^\/\* @name ([A-Za-z][A-Za-z0-9]*)( \*\/)?[ \t]*\r?(?:\n|$)/;
const PARAM_LINE = /^\s*@param\s+(?<name>[A-Za-z_]\w*)\s*->\s*(?<form>.*?)\s*$/;
const HINT = "Line 1 is exactly `/* @name TheTitle */`, with the file's own name as title.";

export function readHeader(text: string): { value: Header | undefined; problems: Problem[] } {
  const first = FIRST_LINE.exec(text);
  if (first === null) return { value: undefined, problems: [badFirstLine(text)] };
  const title = first[1] ?? "";
  const titleOffset = text.indexOf(title, "/* @name ".length);
  const problems: Problem[] = [];
  if (first[2] !== undefined) {
    return { value: { title, titleOffset, transforms: new Map(), end: first[0].length }, problems };
  }
  const close = text.indexOf("*/", first[0].length);
  if (close < 0) return { value: undefined, problems: [badFirstLine(text)] };
  const transforms = readTransforms(text.slice(first[0].length, close), first[0].length, problems);
  return { value: { title, titleOffset, transforms, end: close + 2 }, problems };
}

function badFirstLine(text: string): Problem {
  if (text.startsWith("\ufeff")) {
    const hint = "Save the file as UTF-8 without a byte order mark.";
    return { offset: 0, code: "name_invalid", message: "invisible bytes stand before the first line", hint };
  }
  const line = (text.split("\n", 1)[0] ?? "").trim();
  if (!/@name/.test(line))
    return { offset: 0, code: "name_missing", message: "the file has no name", hint: HINT };
  return { offset: 0, code: "name_invalid", message: `the first line is \`${line}\``, hint: HINT };
}

function readTransforms(
  lines: string,
  start: number,
  problems: Problem[],
): Map<string, { transform: Transform; offset: number }> {
  const transforms = new Map<string, { transform: Transform; offset: number }>();
  let offset = start;
  for (const line of lines.split("\n")) {
    const at = offset + line.search(/\S|$/);
    offset += line.length + 1;
    if (line.trim() === "") continue;
    const { name = "", form = "" } = PARAM_LINE.exec(line)?.groups ?? {};
    const transform = readTransform(form);
    if (transform !== undefined) transforms.set(name, { transform, offset: at });
    else problems.push(badParamLine(line.trim(), at));
  }
  return transforms;
}

function readTransform(form: string): Transform | undefined {
  if (/^\(\s*\.\.\.\s*\)$/.test(form)) return { kind: "spread" };
  const spread = /^\(\s*\(([^()]*)\)\s*\.\.\.\s*\)$/.exec(form)?.[1];
  const pick = /^\(([^().]*)\)$/.exec(form)?.[1];
  const keys = (spread ?? pick ?? "").split(",").map((key) => key.trim());
  if (!keys.every((key) => /^[A-Za-z_]\w*!?$/.test(key))) return undefined;
  return {
    kind: spread === undefined ? "pick" : "pickSpread",
    keys: keys.map((key) => ({ name: key.replace("!", ""), required: key.endsWith("!") })),
  };
}

function badParamLine(line: string, offset: number): Problem {
  const hint =
    "Write `@param ids -> (...)`, `@param user -> (name, age)` or `@param users -> ((name, age)...)`; " +
    "documentation goes into `--` lines under the comment.";
  return { offset, code: "param_invalid", message: `\`${line}\` declares no parameter`, hint };
}
