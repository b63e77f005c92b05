/**
 * Cuts SQL into the few kinds of token that the generator must tell apart: what looks like `:name` inside a string,
 * a comment or a quoted identifier is no parameter. Follows PostgreSQL's lexical rules (manual, section 4.1).
 */
import type { Problem } from "./finding.ts";

export type TokenKind =
  | "word"
  | "quoted"
  | "string"
  | "number"
  | "comment"
  | "parameter"
  | "semicolon"
  | "symbol";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Lexed {
  /** Everything but white space, comments included. */
  readonly tokens: readonly Token[];
  readonly problems: readonly Problem[];
}

// Order matters: the first alternative that matches wins.
const TOKEN = new RegExp(
  [
    /(?<space>\s+)/,
    /(?<line>--[^\n]*)/,
    /(?<block>\/\*)/,
    /(?<escaped>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?<escapedEnd>'?))/,
    /(?<string>'(?:[^']|'')*(?<stringEnd>'?))/,
    /(?<quoted>"(?:[^"]|"")*(?<quotedEnd>"?))/,
    /(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)/,
    /(?<positional>\$\d+)/,
    /(?<parameter>:[A-Za-z_]\w*!?)/,
    /(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<number>\d[\w.]*)/,
    /(?<semicolon>;)/,
    /(?<symbol>::|:=|[\s\S])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "y",
);

/** The tokens from `from` on, and what is unreadable. Offsets count in `text` itself. */
export function lex(text: string, from = 0): Lexed {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  let brackets = 0;
  for (let at = from; at < text.length; ) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups ?? {};
    const token = readToken(text, at, groups, problems);
    at = token.end;
    if (groups.space !== undefined) continue;
    if (token.text === "[") brackets++;
    if (token.text === "]") brackets--;
    if (token.kind === "parameter" && brackets > 0 && isOperandBefore(tokens.at(-1), token)) {
      tokens.push({ kind: "symbol", start: token.start, end: token.start + 1, text: ":" });
      at = token.start + 1;
      continue;
    }
    if (token.kind === "parameter") problems.push(...checkParameter(text, token));
    tokens.push(token);
  }
  return { tokens, problems };
}

type Groups = Readonly<Record<string, string | undefined>>;

function readToken(text: string, start: number, groups: Groups, problems: Problem[]): Token {
  const make = (kind: TokenKind, end: number): Token => ({ kind, start, end, text: text.slice(start, end) });
  const whole = (kind: TokenKind, found: string, closing: string | undefined, what: string): Token => {
    if (closing === "") problems.push(unterminated(start, what));
    return make(kind, start + found.length);
  };
  const { line, block, escaped, string, quoted, dollar, positional, parameter, word, number, semicolon } =
    groups;
  if (line !== undefined) return make("comment", start + line.length);
  if (block !== undefined) return make("comment", endOfBlockComment(text, start, problems));
  if (escaped !== undefined) return whole("string", escaped, groups.escapedEnd, "string");
  if (string !== undefined) return whole("string", string, groups.stringEnd, "string");
  if (quoted !== undefined) return whole("quoted", quoted, groups.quotedEnd, "quoted name");
  if (dollar !== undefined) return make("string", endOfDollarQuote(text, start, dollar, problems));
  if (positional !== undefined) problems.push(positionalParameter(start, positional));
  if (parameter !== undefined) return make("parameter", start + parameter.length);
  if (word !== undefined) return make("word", start + word.length);
  if (number !== undefined) return make("number", start + number.length);
  if (semicolon !== undefined) return make("semicolon", start + 1);
  return make("symbol", start + (groups.space ?? positional ?? groups.symbol ?? "?").length);
}

/** Block comments nest in PostgreSQL, other than in the SQL standard. */
function endOfBlockComment(text: string, start: number, problems: Problem[]): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  problems.push(unterminated(start, "comment"));
  return text.length;
}

function endOfDollarQuote(text: string, start: number, tag: string, problems: Problem[]): number {
  const close = text.indexOf(tag, start + tag.length);
  if (close >= 0) return close + tag.length;
  problems.push(unterminated(start, `${tag} string`));
  return text.length;
}

/** `items[low:high]`: a colon right behind a value inside brackets separates the bounds of a slice. */
function isOperandBefore(previous: Token | undefined, token: Token): boolean {
  if (previous === undefined || previous.end !== token.start) return false;
  return ["word", "quoted", "number", "parameter"].includes(previous.kind) || /^[)\]]$/.test(previous.text);
}

function checkParameter(text: string, token: Token): Problem[] {
  const next = text[token.end] ?? "";
  const name = token.text.replace(/!$/, "");
  // pgtyped reads `:n!='x'` as the required parameter n, then `=`: the condition is inverted without a word.
  if (token.text.endsWith("!") && /[=~!]/.test(next)) {
    const hint = `Write a space: \`${name} !${next} …\`, or \`${name}! ${next} …\` for a required parameter.`;
    return [
      {
        offset: token.start,
        code: "parameter_operator",
        message: `\`${token.text}${next}\` reads in two ways`,
        hint,
      },
    ];
  }
  if (/[$\u0080-\uffff]/.test(next)) {
    const message = `a parameter's name has ASCII letters, digits and _ only: \`${token.text}${next}\``;
    return [{ offset: token.start, code: "parameter_name", message, hint: "Rename the parameter." }];
  }
  return [];
}

function positionalParameter(offset: number, text: string): Problem {
  const hint = "Write `:name` (may be NULL) or `:name!` (required); the generator numbers them.";
  return { offset, code: "parameter_positional", message: `positional parameter \`${text}\``, hint };
}

function unterminated(offset: number, what: string): Problem {
  return { offset, code: "unterminated", message: `this ${what} is never closed`, hint: undefined };
}
