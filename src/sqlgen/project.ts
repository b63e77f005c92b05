/** Where the generator reads and writes, and the `.sql` files as they are on disk now. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compareText, type Finding } from "./finding.ts";

/** Relative to the project's root, with forward slashes on every system. */
export const SQL_FOLDER = "sql";
export const MIGRATIONS_FOLDER = "migrations";
export const OUTPUT_FOLDER = "src/repositories";

export interface SqlFile {
  /** Relative to the project: "sql/users/FetchUserByEmail.sql". */
  readonly path: string;
  /** The repository that it belongs to: "users". */
  readonly repository: string;
  readonly text: string;
  /** Of the text; what the cache knows the file by. */
  readonly hash: string;
}

export interface SqlTree {
  readonly files: readonly SqlFile[];
  readonly findings: readonly Finding[];
}

/** A folder becomes a file and a name in code: "audit-events" is `auditEvents`. "index" is the catalogue of them all. */
const REPOSITORY = /^(?!index$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PLACE_HINT = "A query lies in sql/<repository>/<Title>.sql.";

/** Every `.sql` file of the project, in the order of their paths. */
export function readSqlTree(root: string): SqlTree {
  const files: SqlFile[] = [];
  const findings: Finding[] = [];
  for (const folder of entriesOf(join(root, SQL_FOLDER))) {
    const path = `${SQL_FOLDER}/${folder.name}`;
    if (!folder.isDirectory()) {
      if (isSql(folder.name)) findings.push(misplaced(path, "it belongs to no repository"));
      continue;
    }
    const read = readRepository(root, folder.name);
    if (read.files.length > 0 && !REPOSITORY.test(folder.name))
      findings.push(badRepository(read.files, folder.name));
    files.push(...read.files);
    findings.push(...read.findings);
  }
  return { files, findings };
}

function readRepository(root: string, repository: string): SqlTree {
  const folder = join(root, SQL_FOLDER, repository);
  const files: SqlFile[] = [];
  const findings: Finding[] = [];
  for (const entry of entriesOf(folder)) {
    const path = `${SQL_FOLDER}/${repository}/${entry.name}`;
    if (entry.isDirectory()) findings.push(...nestedFiles(join(folder, entry.name), path));
    else if (isSql(entry.name)) files.push(...readSqlFile(root, path, repository));
  }
  return { files, findings };
}

/** None if it was deleted since the folder was read. */
function readSqlFile(root: string, path: string, repository: string): SqlFile[] {
  const text = unlessGone(() => readFileSync(join(root, path), "utf8"), undefined);
  return text === undefined ? [] : [{ path, repository, text, hash: hashOf(text) }];
}

const nestedFiles = (folder: string, path: string): Finding[] =>
  entriesOf(folder)
    .filter(({ name }) => isSql(name))
    .map(({ name }) => misplaced(`${path}/${name}`, "it lies too deep"));

const entriesOf = (folder: string) =>
  unlessGone(() => readdirSync(folder, { withFileTypes: true }), []).sort((a, b) =>
    compareText(a.name, b.name),
  );

const isSql = (name: string): boolean => name.endsWith(".sql") && !name.startsWith(".");

export const hashOf = (text: string): string => Bun.hash(text).toString(36);

/** Files come and go while the generator watches: what is gone is not there, and no error. */
export function unlessGone<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return otherwise;
    throw error;
  }
}

function misplaced(file: string, message: string): Finding {
  return { file, line: 1, column: 1, code: "file_misplaced", message, hint: PLACE_HINT };
}

function badRepository(files: readonly SqlFile[], name: string): Finding {
  const hint = "Use lower case letters, digits and single hyphens; `index` is taken.";
  const message = `\`${name}\` cannot be a repository's name`;
  return { file: files[0]?.path ?? SQL_FOLDER, line: 1, column: 1, code: "repository_name", message, hint };
}
