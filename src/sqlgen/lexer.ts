/**
 * Cuts SQL into the few kinds of token that the generator must tell apart: what looks like `:name` inside a string,
 * a comment or a quoted identifier is no parameter. Follows PostgreSQL's lexical rules (manual, section 4.1).
 */
import type { Problem } from "./finding.ts";

type TokenKind = "word" | "quoted" | "string" | "number" | "comment" | "parameter" | "semicolon" | "symbol";

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

/** The tokens from `from` on, and what is unreadable. Offsets count in `text` itself. */
export function lex(text: string, from = 0): Lexed {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  let brackets = 0;
  for (
    let at = skipSpace(text, from);
    at < text.length;
    at = skipSpace(text, tokens.at(-1)?.end ?? text.length)
  ) {
    const token = readToken(text, at, problems);
    if (token.text === "[") brackets++;
    if (token.text === "]") brackets--;
    if (token.kind === "parameter" && brackets > 0 && isOperandBefore(tokens.at(-1), token)) {
      tokens.push({ kind: "symbol", start: at, end: at + 1, text: ":" });
      continue;
    }
    if (token.kind === "parameter") problems.push(...checkParameter(text, token));
    tokens.push(token);
  }
  return { tokens, problems };
}

const SPACE = /\s*/y;
const LINE_COMMENT = /--[^\n]*/y;
const ESCAPED_STRING = /[eE]'(?:[^'\\]|\\[\s\S]|'')*/y;
const STRING = /'(?:[^']|'')*/y;
const QUOTED = /"(?:[^"]|"")*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const POSITIONAL = /\$\d+/y;
const PARAMETER = /:[A-Za-z_]\w*!?/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const SYMBOL = /::|:=|[\s\S]/y;

/** Where the match of a sticky expression that begins at `at` ends; undefined if there is none. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const skipSpace = (text: string, at: number): number => endOf(SPACE, text, at) ?? at;

interface Reading {
  readonly text: string;
  readonly start: number;
  readonly problems: Problem[];
}

function readToken(text: string, start: number, problems: Problem[]): Token {
  const [kind, end] = readKind({ text, start, problems }) ?? [
    "symbol",
    endOf(SYMBOL, text, start) ?? start + 1,
  ];
  return { kind, start, end, text: text.slice(start, end) };
}

type Kind = readonly [kind: TokenKind, end: number];

/** Decided by the first character, and where that leaves a choice by the second. */
function readKind(reading: Reading): Kind | undefined {
  const { text, start, problems } = reading;
  const first = text.charAt(start);
  if (first === "'") return quotedKind(reading, "string", STRING, "string");
  if (first === '"') return quotedKind(reading, "quoted", QUOTED, "quoted name");
  if (first === "$") return dollarKind(reading);
  if (first === ":") return kindOf("parameter", PARAMETER, reading);
  if (first === ";") return ["semicolon", start + 1];
  if (first === "-") return kindOf("comment", LINE_COMMENT, reading);
  if (first === "/" && text[start + 1] === "*") return ["comment", endOfBlockComment(text, start, problems)];
  if ((first === "e" || first === "E") && text[start + 1] === "'") {
    return quotedKind(reading, "string", ESCAPED_STRING, "string");
  }
  return kindOf("word", WORD, reading) ?? kindOf("number", NUMBER, reading);
}

function kindOf(kind: TokenKind, pattern: RegExp, { text, start }: Reading): Kind | undefined {
  const end = endOf(pattern, text, start);
  return end === undefined ? undefined : [kind, end];
}

/** The pattern matches up to the closing quote, which is the character that it began with. */
function quotedKind(
  { text, start, problems }: Reading,
  kind: TokenKind,
  pattern: RegExp,
  what: string,
): Kind {
  const end = endOf(pattern, text, start) ?? start;
  if (end < text.length) return [kind, end + 1];
  problems.push(unterminated(start, what));
  return [kind, end];
}

function dollarKind(reading: Reading): Kind | undefined {
  const { text, start, problems } = reading;
  const tagEnd = endOf(DOLLAR_TAG, text, start);
  if (tagEnd !== undefined)
    return ["string", endOfDollarQuote(text, start, text.slice(start, tagEnd), problems)];
  const end = endOf(POSITIONAL, text, start);
  if (end === undefined) return undefined;
  problems.push(positionalParameter(start, text.slice(start, end)));
  return ["symbol", end];
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
  const hint =
    what === "comment"
      ? "Comments nest: every /* needs its own */."
      : "Close it; a quote inside it is written twice.";
  return { offset, code: "unterminated", message: `this ${what} is never closed`, hint };
}
