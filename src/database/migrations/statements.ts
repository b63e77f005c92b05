/**
 * Where each statement of a script begins: to say where an error is that Postgres gives no position for, and to find
 * statements that a migration must not have. What is sent is the script as it stands.
 */

// Order matters: the first alternative that matches wins. PostgreSQL's lexical rules: manual, section 4.1.
const TOKEN = new RegExp(
  [
    /(?<line>--.*)/,
    /(?<block>\/\*)/,
    /(?<string>[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*")/,
    /(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)/,
    /(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/,
    /(?<semicolon>;)/,
    /\S/,
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

interface Reading {
  /** Open BEGIN ATOMIC and CASE: in there, a semicolon ends no statement. */
  depth: number;
  previousWord: string;
  inStatement: boolean;
}

/** Offsets of the first token of each statement, comments not counted. */
export function statementStarts(script: string): number[] {
  const starts: number[] = [];
  const reading: Reading = { depth: 0, previousWord: "", inStatement: false };
  for (TOKEN.lastIndex = 0; ; ) {
    const match = TOKEN.exec(script);
    if (match === null) return starts;
    const { line, block, dollar, semicolon, word = "" } = match.groups ?? {};
    if (block) TOKEN.lastIndex = endOfComment(script, match.index);
    if (line || block) continue;
    if (!reading.inStatement && !semicolon) starts.push(match.index);
    if (dollar) TOKEN.lastIndex = endOfDollarQuote(script, TOKEN.lastIndex, dollar);
    follow(reading, word.toUpperCase());
    reading.inStatement = !semicolon || reading.depth > 0;
  }
}

function follow(reading: Reading, word: string): void {
  const begins = reading.previousWord === "BEGIN" && word === "ATOMIC";
  if (begins || (reading.depth > 0 && word === "CASE")) reading.depth++;
  if (reading.depth > 0 && word === "END") reading.depth--;
  reading.previousWord = word;
}

/** Block comments nest, other than in the SQL standard. */
function endOfComment(script: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(script); match !== null; match = edge.exec(script)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return script.length;
}

function endOfDollarQuote(script: string, from: number, tag: string): number {
  const close = script.indexOf(tag, from);
  return close < 0 ? script.length : close + tag.length;
}
