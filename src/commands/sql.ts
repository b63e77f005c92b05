/** `scaffold sql <action>`: the repositories, from .sql files to code and back to the file that a title names. */
import { type Call, CommandError } from "./command.ts";
import { check } from "./sql/check.ts";
import { explain } from "./sql/explain.ts";
import { generate } from "./sql/generate.ts";
import { list } from "./sql/list.ts";
import { create } from "./sql/new.ts";
import { openProject, type Project } from "./sql/project.ts";
import { show } from "./sql/show.ts";
import { top } from "./sql/top.ts";
import { watch } from "./sql/watch.ts";
import { suggest } from "./suggest.ts";

/** Gives the exit code: 1 when something is wrong with a query. */
type Action = (project: Project) => Promise<number>;

const actions: Readonly<Record<string, Action>> = {
  generate,
  check,
  watch,
  list,
  show,
  explain,
  new: create,
};
const USAGE = 2;

export async function run(call: Call): Promise<number> {
  const [name = ""] = call.args;
  // Of a database and not of the project, so that production has it too.
  if (name === "top") return await top(call);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw unknownAction(name);
  const project = openProject(call);
  try {
    return await action(project);
  } finally {
    await project.close();
  }
}

function unknownAction(name: string): CommandError {
  const names = [...Object.keys(actions), "top"];
  const close = suggest(name, names);
  const hint =
    close === undefined ? `There are ${names.join(", ")}.` : `Did you mean \`scaffold sql ${close}\`?`;
  return new CommandError(`there is no \`sql ${name}\``, { hint, exitCode: USAGE });
}
