/** `scaffold sql new <Title>`: a file with the header, and a statement of the right kind to write over. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Verb } from "../../database/query.ts";
import { SQL_FOLDER, unlessGone, verbOf } from "../../sqlgen/index.ts";
import { CommandError } from "../command.ts";
import type { Project } from "./project.ts";

const USAGE = 2;

export async function create({ root, words, options, json }: Project): Promise<number> {
  const [title = ""] = words;
  const verb = /^[A-Za-z0-9]+$/.test(title) ? verbOf(title) : undefined;
  if (verb === undefined) throw badTitle(title);
  const repository = repositoryFor(title, root, options.repository);
  const file = `${SQL_FOLDER}/${repository}/${title}.sql`;
  if (existsSync(join(root, file))) throw new CommandError(`${file} is there already`);
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), template(title, verb, repository.replaceAll("-", "_")));
  console.log(
    json
      ? JSON.stringify({ file })
      : `${file}\nEdit it; \`scaffold sql generate\` (or \`bun run dev\`, on save) makes the method.`,
  );
  return 0;
}

function badTitle(title: string): CommandError {
  const hint =
    "Begin with Fetch, Insert, Modify or Destroy: scaffold sql new FetchUserById --repository users";
  return new CommandError(title === "" ? "which title?" : `\`${title}\` cannot be a title`, {
    hint,
    exitCode: USAGE,
  });
}

/** The one that is named, or the only one that the title speaks of: `FetchUserById` belongs to users. */
function repositoryFor(title: string, root: string, named: unknown): string {
  if (typeof named === "string" && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(named)) return named;
  const folders = unlessGone(() => readdirSync(join(root, SQL_FOLDER), { withFileTypes: true }), []);
  const repositories = folders.filter((folder) => folder.isDirectory()).map(({ name }) => name);
  const meant = repositories.filter((name) =>
    title.toLowerCase().includes(name.replaceAll("-", "").replace(/s$/, "")),
  );
  const [only] = meant;
  if (named === undefined && meant.length === 1 && only !== undefined) return only;
  const hint = `Say it with --repository: ${repositories.join(", ") || "a name in lower case"}.`;
  throw new CommandError(
    named === undefined ? "which repository?" : `\`${named}\` cannot be a repository's name`,
    { hint, exitCode: USAGE },
  );
}

const statements: Readonly<Record<Verb, (table: string) => string>> = {
  Fetch: (table) => `SELECT id\nFROM ${table}\nWHERE id = :id!;`,
  Insert: (table) => `INSERT INTO ${table} (id)\nVALUES (:id!)\nRETURNING id;`,
  Modify: (table) => `UPDATE ${table}\nSET id = :newId!\nWHERE id = :id!;`,
  Destroy: (table) => `DELETE FROM ${table}\nWHERE id = :id!;`,
};

const template = (title: string, verb: Verb, table: string): string =>
  `/* @name ${title} */\n-- What it is for, and what its caller must know.\n${statements[verb](table)}\n`;
