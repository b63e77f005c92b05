/** The rules that a file keeps whatever its statement is: its title and its documentation. */
import { type Problem, problemAt } from "./finding.ts";
import { verbOf } from "./naming.ts";
import type { Source } from "./source.ts";

interface Rule {
  readonly code: string;
  readonly isBroken: (source: Source, fileName: string) => boolean;
  readonly message: (source: Source, fileName: string) => string;
  readonly hint: string;
}

const rules: readonly Rule[] = [
  {
    code: "title_file",
    isBroken: ({ title }, fileName) => title !== fileName,
    message: ({ title }, fileName) => `the title is \`${title}\`, the file is called ${fileName}.sql`,
    hint: "Give both the same name.",
  },
  {
    code: "title_verb",
    isBroken: ({ title }) => verbOf(title) === undefined,
    message: ({ title }) => `\`${title}\` does not begin with Fetch, Insert, Modify or Destroy`,
    hint: "Begin with what the query does: FetchUserByEmail.",
  },
  {
    code: "title_reserved",
    isBroken: ({ title }) => title.endsWith("Query"),
    message: ({ title }) => `\`${title}\` ends in a word that generated names end in`,
    hint: "Name what comes back, without `Query`.",
  },
  {
    code: "documentation_missing",
    isBroken: ({ documentation }) => documentation.length === 0,
    message: () => "nothing says what the query is for",
    hint: "Write a `-- …` line under the header: it becomes the method's documentation.",
  },
];

export function lintSource(path: string, source: Source): Problem[] {
  const fileName = path.slice(path.lastIndexOf("/") + 1, -".sql".length);
  return rules
    .filter(({ isBroken }) => isBroken(source, fileName))
    .map(({ code, message, hint }) => problemAt(source.titleOffset, code, message(source, fileName), hint));
}

/** Titles are unique in the project: they are the names of spans. The title stands in the same place in every file. */
export function duplicateTitle(title: string, others: readonly string[]): Problem {
  const hint = `Rename one of them; the other is ${others.join(", ")}.`;
  return problemAt("/* @name ".length, "title_duplicate", `there is another query called \`${title}\``, hint);
}
