/**
 * The migrations as they stand in their folder. Read here rather than by node-pg-migrate: an error's position has to
 * be mapped back into the file, an edit has to be noticed, and a compiled binary has no loader for `.ts` files.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A part of a file: its text, and where in the file that begins. */
export interface Section {
  readonly text: string;
  readonly offset: number;
}

export interface MigrationFile {
  /** The file's name without its ending: what the database remembers. */
  readonly name: string;
  readonly path: string;
  readonly kind: "sql" | "ts";
  readonly content: string;
  /** SHA-256 of the content, in hex; line endings do not count. */
  readonly hash: string;
}

export interface SqlSections {
  readonly up: Section;
  /** Undefined when the file cannot be undone. */
  readonly down: Section | undefined;
}

/** The folder holds a file that would be passed over in silence, or two of the same name. */
export class MigrationFileError extends Error {
  override readonly name = "MigrationFileError";
  /** The message says it all. */
  readonly hint = "";
}

const FILE_NAME = /^(?<name>\d{17}_[a-z0-9]+(?:-[a-z0-9]+)*)\.(?<kind>sql|ts)$/;
const MARKER = /^[ \t]*--[ \t]*(up|down)[ \t]+migration\b.*$/gim;

/**
 * Every migration, in the order of their names. Anything that does not end in `.sql` or `.ts` is passed over.
 * @throws {MigrationFileError} when a name is not of the form `<17 digits>_<kebab-case>`
 */
export async function readMigrations(directory: string): Promise<MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => /\.(sql|ts)$/.test(name)).sort();
  const files = await Promise.all(names.map((name) => readMigration(directory, name)));
  const twice = files.find((file, index) => file.name === files[index - 1]?.name);
  if (twice) throw new MigrationFileError(`${twice.name} is there twice, as .sql and as .ts: remove one`);
  return files;
}

async function readMigration(directory: string, fileName: string): Promise<MigrationFile> {
  const path = join(directory, fileName);
  const { name, kind } = FILE_NAME.exec(fileName)?.groups ?? {};
  if (name === undefined || (kind !== "sql" && kind !== "ts")) {
    throw new MigrationFileError(
      `${path}: a migration is called <time in UTC, 17 digits>_<verb>-<thing>.sql; \`scaffold migrate create\` makes one`,
    );
  }
  const content = await readFile(path, "utf8");
  return { name, path, kind, content, hash: hashOf(content) };
}

const hashOf = (content: string) =>
  createHash("sha256").update(content.replaceAll("\r\n", "\n")).digest("hex");

/** What to do and what to undo; without markers the whole file is what to do. */
export function sectionsOf(content: string): SqlSections {
  const markers = [...content.matchAll(MARKER)].map((match) => ({
    direction: match[1]?.toLowerCase(),
    start: match.index,
  }));
  const section = (direction: string): Section | undefined => {
    const at = markers.findIndex((marker) => marker.direction === direction);
    if (at < 0) return undefined;
    const offset = markers[at]?.start ?? 0;
    return { offset, text: content.slice(offset, markers[at + 1]?.start) };
  };
  const down = section("down");
  return {
    up: section("up") ?? { offset: 0, text: content.slice(0, down?.offset) },
    down: down && hasStatement(down.text) ? down : undefined,
  };
}

/** Comments and white space alone would undo nothing, and forget the migration all the same. */
const hasStatement = (sql: string) => sql.replace(/\/\*[\s\S]*?\*\/|--.*/g, "").trim() !== "";

/** One hash over all names and contents: equal fingerprints make equal schemas. */
export async function fingerprint(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await readMigrations(directory)) hash.update(`${file.name} ${file.hash}\n`);
  return hash.digest("hex");
}
