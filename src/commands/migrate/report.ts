/** What `scaffold migrate check` says to people. */
import { type Finding, formatFinding } from "../../sqlgen/finding.ts";
import type { Checked } from "./check.ts";

export function checkedText({ against, queries, breaks, needs, risks, history }: Checked): string {
  return [
    ...history.map(({ message, hint }) => `${message}\n    ${hint}\n`),
    ...section(
      `These queries of ${against} break on the new schema:`,
      breaks,
      "Until no process of the old release runs, keep what they need: add now, take away in a later release.",
    ),
    ...section(
      `These queries of ${against} may fail on some rows:`,
      risks,
      "What they meet depends on data, which is not looked at: see to it that neither release writes such rows meanwhile.",
    ),
    ...section(
      `These queries of the new release need the new schema: migrate before it starts, and roll back code before schema:`,
      needs,
    ),
    breaks.length + history.length === 0
      ? `All ${queries} queries of ${against} go on working on the new schema.`
      : `${breaks.length} of ${queries} queries of ${against} break.`,
  ].join("\n");
}

function section(title: string, findings: readonly Finding[], advice?: string): string[] {
  if (findings.length === 0) return [];
  const lines = findings.map((finding) => `  ${formatFinding({ ...finding, hint: undefined })}`);
  return [title, ...lines, ...(advice === undefined ? [] : [`  ${advice}`]), ""];
}
