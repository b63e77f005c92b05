/** What is wrong with a `.sql` file, where, and what to do about it: every part of the generator reports these. */

export interface Finding {
  /** Relative to the project: "sql/users/FetchUserByEmail.sql". */
  readonly file: string;
  /** Both count from 1; a column is a character as editors show it (UTF-16 unit). */
  readonly line: number;
  readonly column: number;
  /** A SQLSTATE when the server said so, else one of the generator's own names ("verb_mismatch"). */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A finding that knows its offset in the file's text only. */
export interface Problem {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A problem with a hint: what to do about it. */
export const problemAt = (offset: number, code: string, message: string, hint: string): Problem => ({
  offset,
  code,
  message,
  hint,
});

/** Line and column of an offset in a text, both from 1. */
export function locate(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: before.length - lineStart + 1 };
}

export function findingAt(file: string, text: string, problem: Problem): Finding {
  const { offset, ...rest } = problem;
  return { file, ...locate(text, Math.min(offset, text.length)), ...rest };
}

/** `file:line:column code message`, and the hint on a line of its own. */
export function formatFinding(finding: Finding): string {
  const { file, line, column, code, message, hint } = finding;
  const first = `${file}:${line}:${column} ${code} ${message}`;
  return hint === undefined ? first : `${first}\n    ${hint}`;
}

export function compareFindings(a: Finding, b: Finding): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code);
}

/** By code unit, the same on every machine: generated files must not depend on a locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
