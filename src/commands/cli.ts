/**
 * The shell round every command: cac parses the words, this file hands them to the command's module and turns what
 * comes back, a code or an error, into what a person (or with `--json` a machine) reads.
 */
import { type CAC, cac } from "cac";
import { withFiles } from "../config/files.ts";
import { ConfigError, flagOf, variables } from "../config.ts";
import { type Command, CommandError } from "./command.ts";
import { suggest } from "./suggest.ts";

export interface CliInput {
  readonly name: string;
  readonly version: string;
  readonly commands: readonly Command[];
  /** As the process got them: runtime, script, words. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const USAGE = 2;

/** Runs the command that the words name. Gives the exit code: 0 fine, 1 failed, 2 wrong usage. */
export async function runCli(input: CliInput): Promise<number> {
  try {
    return await dispatch(input);
  } catch (error) {
    return report(error, input);
  }
}

async function dispatch(input: CliInput): Promise<number> {
  const cli = cac(input.name).version(input.version).help(shortHelp);
  cli.usage("<command> [flags]");
  let running: Promise<number> | undefined;
  for (const command of input.commands) {
    register(cli, command, (args, options) => {
      running = runCommand(command, { args, options: asTyped(options, input.argv), env: input.env });
    });
  }
  const { args, options } = cli.parse([...input.argv]);
  if (running !== undefined) return await running;
  if (options.help || options.version) return 0;
  const [word] = args;
  if (word !== undefined) throw unknownCommand(word, input);
  cli.outputHelp();
  return USAGE;
}

function register(
  cli: CAC,
  command: Command,
  run: (args: string[], options: Record<string, unknown>) => void,
): void {
  const parser = cli.command(command.usage, command.summary);
  for (const [flags, description] of command.options ?? []) parser.option(flags, description);
  for (const example of command.examples ?? []) parser.example(`  $ ${example}`);
  if (command.readsConfig) {
    for (const { name, about } of Object.values(variables)) parser.option(`--${flagOf(name)} <value>`, about);
  }
  parser.action((...given: unknown[]) => {
    const options = given.pop() as Record<string, unknown>;
    run(
      given
        .flat()
        .filter((arg) => arg !== undefined)
        .map(String),
      options,
    );
  });
}

async function runCommand(
  command: Command,
  call: Parameters<Awaited<ReturnType<Command["load"]>>["run"]>[0],
) {
  const names = Object.values(variables).map(({ name }) => name);
  const env = withFiles(names, call.env);
  const { run } = await command.load();
  return await run({ ...call, env });
}

/** The parser turns "007" into 7: what was typed is text until its reader says otherwise. */
function asTyped(options: Record<string, unknown>, argv: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(options).map(([key, value]) => {
    if (typeof value !== "number") return [key, value];
    const flag = `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const joined = argv.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
    return [key, joined ?? argv[argv.lastIndexOf(flag) + 1] ?? value];
  });
  return Object.fromEntries(entries);
}

interface HelpSection {
  title?: string;
  body: string;
}

/** Help stays readable: no second list of the commands, and the configuration's flags are one line. */
function shortHelp(sections: HelpSection[]): HelpSection[] {
  return sections
    .filter(({ title }) => !title?.startsWith("For more info"))
    .map((section) => (section.title === "Options" ? withoutConfigFlags(section) : section));
}

function withoutConfigFlags(section: HelpSection): HelpSection {
  const flags = configFlags().map((flag) => `${flag} <value>`);
  const lines = section.body.split("\n").map((line) => line.trimEnd());
  const own = lines.filter((line) => !flags.some((flag) => line.trimStart().startsWith(flag)));
  if (own.length === lines.length) return { ...section, body: own.join("\n") };
  const rest = "  Every variable is a flag too, e.g. --port 8080: `scaffold config` lists them.";
  return { ...section, body: [...own, rest].join("\n") };
}

const configFlags = (): string[] => Object.values(variables).map(({ name }) => `--${flagOf(name)}`);

function unknownCommand(word: string, { name, commands }: CliInput): CommandError {
  const names = commands.map(({ usage }) => usage.split(" ")[0] ?? "");
  const close = suggest(word, names);
  const hint =
    close === undefined ? `\`${name} --help\` lists the commands.` : `Did you mean \`${name} ${close}\`?`;
  return new CommandError(`there is no command \`${word}\``, { hint, exitCode: USAGE });
}

function report(error: unknown, input: CliInput): number {
  const failure = describe(error, input);
  if (input.argv.includes("--json")) {
    console.error(JSON.stringify({ error: { message: failure.message, hint: failure.hint } }));
  } else {
    console.error(`error: ${failure.message}${failure.hint === undefined ? "" : `\n  ${failure.hint}`}`);
  }
  return failure.exitCode;
}

/** What was foreseen reads as a sentence; what was not brings its stack, as somebody has to look into it. */
function describe(error: unknown, input: CliInput) {
  if (error instanceof CommandError) return error;
  if (error instanceof ConfigError) {
    return { message: error.message, hint: `\`${input.name} config\` shows every variable.`, exitCode: 1 };
  }
  if (error instanceof Error && error.name === "CACError") {
    return { message: error.message, hint: usageHint(error.message, input), exitCode: USAGE };
  }
  if (saysWhatToDo(error)) return { message: error.message, hint: error.hint || undefined, exitCode: 1 };
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: undefined,
    exitCode: 1,
  };
}

/** The parts have errors of their own; one with a `hint`, be it empty, was foreseen there. */
const saysWhatToDo = (error: unknown): error is Error & { readonly hint: string } =>
  error instanceof Error && "hint" in error && typeof error.hint === "string";

function usageHint(message: string, { name, argv, commands }: CliInput): string {
  const command = commands.find(({ usage }) => usage.split(" ")[0] === argv[2]);
  const known = (command?.options ?? []).map(([flags]) => flags.split(" ")[0] ?? "");
  const [, typed] = /^Unknown option `(--[^`]+)`/.exec(message) ?? [];
  const close = typed === undefined ? undefined : suggest(typed, [...known, ...configFlags()]);
  const help = `\`${name}${command === undefined ? "" : ` ${argv[2]}`} --help\``;
  return close === undefined ? `See ${help}.` : `Did you mean \`${close}\`? See ${help}.`;
}
