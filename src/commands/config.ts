/** `scaffold config`: what is in force and where it comes from; `docs` writes the documentation of it, `check` checks it. */
import { readFile, writeFile } from "node:fs/promises";
import { envExample, withTable } from "../config/docs.ts";
import { ConfigError, describeConfig, readConfig, type Setting, variables } from "../config.ts";
import { type Call, CommandError } from "./command.ts";

export async function run({ args, options, env }: Call): Promise<number> {
  const [action = "show"] = args;
  if (action === "show") return show({ env, flags: options }, options.json === true);
  if (action === "docs") return await writeDocs();
  if (action === "check") return await checkDocs();
  throw new CommandError(`there is no action \`${action}\``, {
    hint: "Leave it out to see the configuration, or say docs or check.",
    exitCode: 2,
  });
}

/** Shows everything even when it is wrong: that is when one looks at it. */
function show(sources: Parameters<typeof readConfig>[0], json: boolean): number {
  const settings = describeConfig(sources);
  const problems = problemsOf(sources);
  if (json) console.log(JSON.stringify({ settings, problems }, null, 2));
  else console.log(asText(settings));
  if (problems.length === 0) return 0;
  if (!json) console.error(new ConfigError(problems).message);
  return 1;
}

function problemsOf(sources: Parameters<typeof readConfig>[0]): readonly string[] {
  try {
    readConfig(sources);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function asText(settings: readonly Setting[]): string {
  const width = Math.max(...settings.map(({ name }) => name.length));
  const lines = settings.map(({ name, shown, source }) => {
    const value = `${name.padEnd(width)}  ${shown ?? "(not set)"}`;
    return source === "default" ? value : `${value}  (${source})`;
  });
  return lines.join("\n");
}

interface Generated {
  readonly path: string;
  readonly content: string;
}

/** The files as they should be. */
async function generated(): Promise<Generated[]> {
  const readme = await readText("README.md");
  const files = [{ path: ".env.example", content: envExample(variables) }];
  if (readme === null) return files;
  const content = withTable(readme, variables);
  if (content === null) {
    throw new CommandError("README.md has no place for the table", {
      hint: "Put <!-- config: written by `scaffold config docs` --> and <!-- /config --> where it belongs.",
    });
  }
  return [...files, { path: "README.md", content }];
}

async function writeDocs(): Promise<number> {
  for (const { path, content } of await outdated()) {
    await writeFile(path, content);
    console.log(`wrote ${path}`);
  }
  return 0;
}

async function checkDocs(): Promise<number> {
  const files = await outdated();
  if (files.length === 0) return 0;
  throw new CommandError(`not up to date: ${files.map(({ path }) => path).join(", ")}`, {
    hint: "Run `scaffold config docs`.",
  });
}

/** Those that are not. */
export async function outdated(): Promise<Generated[]> {
  const files = await generated();
  const current = await Promise.all(files.map(({ path }) => readText(path)));
  return files.filter(({ content }, index) => content !== current[index]);
}

/** null when there is no such file. */
const readText = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);
