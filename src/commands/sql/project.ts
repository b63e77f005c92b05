/** What the actions of `scaffold sql` work on: the project in the working directory, and a server when one is needed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../config.ts";
import { type ResolvedServer, resolveServer } from "../../database/server.ts";
import { Generator, type GeneratorOptions, MIGRATIONS_FOLDER, SQL_FOLDER } from "../../sqlgen/index.ts";
import { type Call, CommandError } from "../command.ts";

export interface Project {
  readonly root: string;
  /** The words after the action's name. */
  readonly words: readonly string[];
  readonly options: Call["options"];
  /** With `--json`. */
  readonly json: boolean;
  readonly generator: Generator;
  /** For those who make a generator of their own. */
  readonly generatorOptions: GeneratorOptions;
  /** The URL of the app's database. */
  readonly server: () => Promise<string>;
  close(): Promise<void>;
}

export function openProject({ args, options, env }: Call): Project {
  const root = projectRoot();
  const config = readConfig({ env, flags: options });
  if (config.environment === "production") throw notInProduction();
  let resolved: Promise<ResolvedServer> | undefined;
  const server = async (): Promise<string> => {
    resolved ??= resolveServer({ databaseUrl: config.databaseUrl, root, onProgress: console.error });
    return (await resolved).url;
  };
  const generatorOptions = { root, server };
  const generator = new Generator(generatorOptions);
  const close = async (): Promise<void> => {
    generator.close();
    await (await resolved?.catch(() => undefined))?.close();
  };
  return {
    root,
    words: args.slice(1),
    options,
    json: options.json === true,
    generator,
    generatorOptions,
    server,
    close,
  };
}

/** @throws {CommandError} when called from elsewhere: what is generated must not land in a folder of something else */
function projectRoot(): string {
  const root = process.cwd();
  const missing = [SQL_FOLDER, MIGRATIONS_FOLDER].filter((folder) => !existsSync(join(root, folder)));
  if (missing.length === 0) return root;
  const hint = "Run it in the project's own folder.";
  throw new CommandError(`this folder has no ${missing.join("/, no ")}/`, { hint });
}

/** A generator makes and drops a database of its own on the server that it is given. */
function notInProduction(): CommandError {
  const hint = "Generate in development and commit src/repositories/; CI runs `scaffold sql check`.";
  return new CommandError("repositories are not generated in production", { hint });
}
