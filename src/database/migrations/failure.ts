/** What Postgres said about a migration, with the place in the file that it said it about. */
import { type MigrationFile, sectionsOf } from "./files.ts";

export type Direction = "up" | "down";

interface Facts {
  readonly file: string;
  /** From 1; undefined when Postgres gave no position. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly sqlstate: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
}

/** A migration failed. Its transaction was rolled back, so nothing of it is left. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly facts: Facts;

  constructor(message: string, facts: Facts, cause: unknown) {
    super(message, { cause });
    this.facts = facts;
  }
}

/** The fields of a node-postgres error that matter here, all of them text. */
type ServerError = Partial<Record<"message" | "code" | "detail" | "hint" | "position", string>>;

interface Failure {
  readonly error: unknown;
  readonly file: MigrationFile;
  readonly direction: Direction;
}

export function migrationFailure({ error, file, direction }: Failure): MigrationError {
  const { message = String(error), code, detail, hint, position } = error as ServerError;
  const place = file.kind === "sql" && position ? placeOf(file, direction, Number(position)) : undefined;
  const where = place ? `${file.path}:${place.line}:${place.column}` : file.path;
  const facts = { file: file.path, line: place?.line, column: place?.column, sqlstate: code, detail, hint };
  return new MigrationError(`${where}: ${message}`, facts, error);
}

/** Postgres counts characters, from 1 and in the section that was sent; JavaScript counts UTF-16 units. */
function placeOf(file: MigrationFile, direction: Direction, position: number) {
  const { up, down = up } = sectionsOf(file.content);
  const section = direction === "up" ? up : down;
  const before = [...section.text].slice(0, position - 1).join("");
  const lines = file.content.slice(0, section.offset + before.length).split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}
