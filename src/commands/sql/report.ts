/** What a run of the generator says to people, and to machines. */
import { type Finding, findingAt, formatFinding, type Run } from "../../sqlgen/index.ts";

/** "1 query", "2 queries". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const totals = ({ queries }: Run): string =>
  `${counted(queries.length, "query", "queries")} in ${counted(repositoriesOf({ queries }).length, "repository", "repositories")}`;

const repositoriesOf = ({ queries }: Pick<Run, "queries">): string[] => [
  ...new Set(queries.map(({ repository }) => repository)),
];

export const time = ({ milliseconds }: Run): string => `${Math.round(milliseconds)} ms`;

/** All of them, and how many there are. */
export function findingsText(findings: readonly Finding[], consequence: string): string {
  const files = new Set(findings.map(({ file }) => file)).size;
  const summary = `${counted(findings.length, "problem")} in ${counted(files, "file")}: ${consequence}`;
  return [...findings.map(formatFinding), "", summary].join("\n");
}

export const runJson = (run: Run): Record<string, unknown> => ({
  ok: run.findings.length === 0,
  queries: run.queries.length,
  repositories: repositoriesOf(run).length,
  described: run.described,
  milliseconds: Math.round(run.milliseconds * 10) / 10,
  findings: run.findings,
});

/** A finding about a file as a whole. */
export const fileFinding = (file: string, code: string, message: string, hint: string): Finding =>
  findingAt(file, "", { offset: 0, code, message, hint });
