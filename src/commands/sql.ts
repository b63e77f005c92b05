/** `scaffold sql <action>`: the repositories, from .sql files to code and back to the file that a title names. */
import { type Call, CommandError } from "./command.ts";
import type { Project } from "./sql/project.ts";
import { top } from "./sql/top.ts";
import { suggest } from "./suggest.ts";

/** Gives the exit code: 1 when something is wrong with a query. */
type Action = (project: Project) => Promise<number>;

/** Loaded when they are called: `top` is for production too, where nothing is that the generator needs. */
const actions: Readonly<Record<string, () => Promise<Action>>> = {
  generate: async () => (await import("./sql/generate.ts")).generate,
  check: async () => (await import("./sql/check.ts")).check,
  watch: async () => (await import("./sql/watch.ts")).watch,
  list: async () => (await import("./sql/list.ts")).list,
  show: async () => (await import("./sql/show.ts")).show,
  explain: async () => (await import("./sql/explain.ts")).explain,
  new: async () => (await import("./sql/new.ts")).create,
};
const USAGE = 2;

export async function run(call: Call): Promise<number> {
  const [name = ""] = call.args;
  // Of a database and not of the project, so that production has it too.
  if (name === "top") return await top(call);
  const load = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (load === undefined) throw unknownAction(name);
  const action = await load();
  const { openProject } = await import("./sql/project.ts");
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
