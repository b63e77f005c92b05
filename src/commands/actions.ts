/**
 * A command that is several: `scaffold jobs list`, `scaffold roles grant …`. The first word says which; each gets a database
 * and gives what is to be printed, for people and (`--json`) machines.
 */
import { readConfig } from "../config.ts";
import { type Database, DbError, openDatabase } from "../database/index.ts";
import { resolveServer } from "../database/server.ts";
import { AppError } from "../errors.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { type Call, CommandError } from "./command.ts";
import { suggest } from "./suggest.ts";

export interface Action {
  readonly db: Database;
  /** The words behind the action's name. */
  readonly words: readonly string[];
  readonly options: Call["options"];
}

/** What is printed: `json` with --json, `text` without. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: number;
}

export type Actions = Readonly<Record<string, (action: Action) => Promise<Answer>>>;

const USAGE = 2;

/** @param command its name, for messages */
export async function runAction(
  command: string,
  actions: Actions,
  { args, options, env }: Call,
): Promise<number> {
  const [name = "", ...words] = args;
  const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (act === undefined) throw unknownAction(command, name, Object.keys(actions));
  const { databaseUrl } = readConfig({ env, flags: options });
  const server = await resolveServer({ databaseUrl, root: process.cwd(), onProgress: console.error });
  const db = openDatabase({ url: server.url, poolMax: 2 }, bunSql);
  try {
    const { json, text, exitCode = 0 } = await act({ db, words, options }).catch(explain);
    console.log(options.json === true ? JSON.stringify(json) : text);
    return exitCode;
  } finally {
    await db.close();
    await server.close();
  }
}

/** What a client of the API would be told is what the person at the terminal needs to know. */
function explain(error: unknown): never {
  if (error instanceof AppError) throw new CommandError(error.message, { cause: error });
  if (error instanceof DbError && error.kind === "unavailable") {
    throw new CommandError("the database cannot be reached", {
      hint: "Is DATABASE_URL right?",
      cause: error,
    });
  }
  if (error instanceof DbError && error.sqlstate === UNDEFINED_TABLE) {
    throw new CommandError("the database is not migrated", {
      hint: "`scaffold migrate up` does it.",
      cause: error,
    });
  }
  throw error;
}

const UNDEFINED_TABLE = "42P01";

function unknownAction(command: string, name: string, names: readonly string[]): CommandError {
  const close = suggest(name, names);
  const hint =
    close === undefined ? `There are ${names.join(", ")}.` : `Did you mean \`scaffold ${command} ${close}\`?`;
  return new CommandError(`there is no \`${command} ${name}\``, { hint, exitCode: USAGE });
}
