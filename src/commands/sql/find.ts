/** The query that a title on the command line names. */

import { formatFinding, type QueryModel } from "../../sqlgen/index.ts";
import { CommandError } from "../command.ts";
import { suggest } from "../suggest.ts";
import type { Project } from "./project.ts";

const USAGE = 2;

/** @throws {CommandError} when there is no such query, or something is wrong with it */
export async function findQuery({ generator, words }: Project, action: string): Promise<QueryModel> {
  const [title] = words;
  if (title === undefined)
    throw new CommandError("which query?", { hint: `scaffold sql ${action} FetchUserById`, exitCode: USAGE });
  const { queries, findings } = await generator.check();
  const query = queries.find((candidate) => candidate.title === title);
  if (query !== undefined) return query;
  const wrong = findings.filter(({ file }) => file.endsWith(`/${title}.sql`));
  if (wrong.length > 0) throw new CommandError(wrong.map(formatFinding).join("\n"));
  const close = suggest(
    title,
    queries.map((candidate) => candidate.title),
  );
  const hint = close === undefined ? "`scaffold sql list` shows all titles." : `Did you mean \`${close}\`?`;
  throw new CommandError(`there is no query called \`${title}\``, { hint });
}
