/**
 * Reads one `.sql` file: the header with the title, the documentation under it, the statement with its parameters.
 * No database is asked. Whatever is wrong is collected, never thrown: a run reports all mistakes of all files.
 */
import type { Problem } from "./finding.ts";
import { readHeader } from "./header.ts";
import { lex, type Token } from "./lexer.ts";
import { type Parameter, readParameters, type SentText, sentText } from "./parameters.ts";

export type Returns = "one" | "maybe" | "many" | "count";

export interface Source {
  readonly title: string;
  /** Offset of the title in the file: where findings about the file as a whole point. */
  readonly titleOffset: number;
  /** The `--` lines under the header, without the dashes. */
  readonly documentation: readonly string[];
  /** What `-- @returns` claims. */
  readonly returns: { readonly value: Returns; readonly offset: number } | undefined;
  /** `-- @primary`: never on a replica. */
  readonly primary: boolean;
  /** In the order of `$1 …`. */
  readonly parameters: readonly Parameter[];
  /** The statement as the server is asked to describe it. */
  readonly sent: SentText;
  /** `AS "n!"` (never NULL) and `AS "n?"` (may be NULL), by column name without the mark. */
  readonly overrides: ReadonlyMap<string, "!" | "?">;
  /** The statement's tokens without comments. */
  readonly tokens: readonly Token[];
}

export interface ReadSource {
  /** Undefined if the file has no header that can be read. */
  readonly source: Source | undefined;
  readonly problems: readonly Problem[];
}

export function readSource(text: string): ReadSource {
  const header = readHeader(text);
  if (header.value === undefined) return { source: undefined, problems: header.problems };
  const { title, titleOffset, end } = header.value;
  const lexed = lex(text, end);
  const comments = readDocumentation(lexed.tokens);
  const body = oneStatement(lexed.tokens, titleOffset);
  const overrides = readOverrides(body.tokens);
  const { parameters, problems } = readParameters(body.tokens, header.value.transforms);
  const sent = sentText(text, { title, tokens: body.tokens, parameters, overrides });
  return {
    source: { title, titleOffset, ...comments.value, parameters, sent, overrides, tokens: body.tokens },
    problems: [
      ...header.problems,
      ...lexed.problems,
      ...comments.problems,
      // What is never closed swallows the semicolon: one mistake, one finding.
      ...(lexed.problems.some(({ code }) => code === "unterminated") ? [] : body.problems),
      ...problems,
    ],
  };
}

type Documentation = Pick<Source, "documentation" | "returns" | "primary">;

/** The `--` lines before the statement's first word. */
function readDocumentation(tokens: readonly Token[]): { value: Documentation; problems: Problem[] } {
  const first = tokens.findIndex((token) => token.kind !== "comment");
  const problems: Problem[] = [];
  const documentation: string[] = [];
  let returns: Source["returns"];
  let primary = false;
  for (const token of tokens.slice(0, first < 0 ? undefined : first)) {
    if (!token.text.startsWith("--")) continue;
    const line = token.text.slice(2).trim();
    const [, tag, value = ""] = /^@(\w*)\s*(.*)$/.exec(line) ?? [];
    if (tag === undefined) documentation.push(line);
    else if (tag === "returns" && isReturns(value)) returns = { value, offset: token.start };
    else if (tag === "primary" && value === "") primary = true;
    else problems.push(tagProblem(token, tag));
  }
  return { value: { documentation: trimBlankLines(documentation), returns, primary }, problems };
}

function isReturns(value: string): value is Returns {
  return value === "one" || value === "maybe" || value === "many" || value === "count";
}

function tagProblem(token: Token, tag: string): Problem {
  const hint =
    "Write `-- @returns one`, `maybe`, `many` or `count`; or leave the line out: it is proven where it can be.";
  if (tag === "returns")
    return { offset: token.start, code: "returns_invalid", message: `\`${token.text}\``, hint };
  return { offset: token.start, code: "tag_unknown", message: `there is no tag \`@${tag}\``, hint };
}

function trimBlankLines(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

function oneStatement(all: readonly Token[], titleOffset: number): { tokens: Token[]; problems: Problem[] } {
  const tokens = all.filter((token) => token.kind !== "comment");
  const end = tokens.findIndex((token) => token.kind === "semicolon");
  const statement = end < 0 ? tokens : tokens.slice(0, end);
  const next = end < 0 ? undefined : tokens.slice(end).find((token) => token.kind !== "semicolon");
  if (statement.length === 0) {
    const hint = "Write one statement under the header, ended by a semicolon.";
    return {
      tokens: [],
      problems: [{ offset: titleOffset, code: "statement_missing", message: "there is no statement", hint }],
    };
  }
  if (next !== undefined) {
    const hint = "One file holds one statement: move this one to a file of its own, or join both by WITH.";
    const problem = {
      offset: next.start,
      code: "statement_multiple",
      message: "a second statement begins here",
      hint,
    };
    return { tokens: statement, problems: [problem] };
  }
  if (end >= 0) return { tokens: statement, problems: [] };
  const offset = statement.at(-1)?.end ?? titleOffset;
  const hint = "End the statement with a semicolon.";
  return {
    tokens: statement,
    problems: [{ offset, code: "semicolon_missing", message: "the statement does not end", hint }],
  };
}

/** Names that `AS` gives with a mark; other uses of the same name in the statement mean the same column. */
function readOverrides(tokens: readonly Token[]): Map<string, "!" | "?"> {
  const overrides = new Map<string, "!" | "?">();
  tokens.forEach((token, index) => {
    const previous = tokens[index - 1]?.text.toUpperCase();
    const [, name, mark] = /^"(.+)([!?])"$/s.exec(token.text) ?? [];
    if (previous !== "AS" || token.kind !== "quoted" || name === undefined) return;
    overrides.set(name, mark === "!" ? "!" : "?");
  });
  return overrides;
}
