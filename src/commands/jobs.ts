/** `scaffold jobs <action>`: what an operator does with background jobs, for people and (`--json`) machines. */
import { readConfig } from "../config.ts";
import { type Database, openDatabase } from "../database/index.ts";
import { resolveServer } from "../database/server.ts";
import { AppError } from "../errors.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { type Call, CommandError } from "./command.ts";
import { cancel, pause, pruneNow, resume, retry, runJob } from "./jobs/change.ts";
import { list, queues, schedules, show } from "./jobs/look.ts";
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

const actions: Readonly<Record<string, (action: Action) => Promise<Answer>>> = {
  list,
  show,
  dead: (action) => list({ ...action, words: ["dead"] }),
  retry,
  cancel,
  run: runJob,
  prune: pruneNow,
  queues,
  pause,
  resume,
  schedules,
};

const USAGE = 2;

export async function run({ args, options, env }: Call): Promise<number> {
  const [name = "", ...words] = args;
  const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (act === undefined) throw unknownAction(name);
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
  throw error;
}

function unknownAction(name: string): CommandError {
  const names = Object.keys(actions);
  const close = suggest(name, names);
  const hint =
    close === undefined ? `There are ${names.join(", ")}.` : `Did you mean \`scaffold jobs ${close}\`?`;
  return new CommandError(`there is no \`jobs ${name}\``, { hint, exitCode: USAGE });
}
