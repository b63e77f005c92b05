/** What Postgres said about a migration, with the place in the file that it said it about. */
import { type MigrationFile, sectionsOf } from "./files.ts";
import { placeIn } from "./place.ts";
import { statementStarts } from "./statements.ts";

export type Direction = "up" | "down";

interface Facts {
  readonly file: string;
  /** From 1; undefined when Postgres gave no position. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly sqlstate: string | undefined;
}

/** A migration failed. Nothing of it is left, unless it ran outside a transaction; then the hint says so. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly facts: Facts;
  /** Postgres' detail and hint, or ours; "" when there is nothing to say. */
  readonly hint: string;

  constructor(message: string, { facts, hint, cause }: { facts: Facts; hint: string; cause: unknown }) {
    super(message, { cause });
    this.facts = facts;
    this.hint = hint;
  }
}

/** The fields of a node-postgres error that matter here, all of them text. */
type ServerError = Partial<Record<"message" | "code" | "detail" | "hint" | "position", string>>;

interface Failure {
  readonly error: unknown;
  readonly file: MigrationFile;
  readonly direction: Direction;
  /** What was sent, as node-pg-migrate shows it. */
  readonly shown: string;
  /** How many statements of it were done before the one that failed. */
  readonly completed: number;
}

export function migrationFailure(failure: Failure): MigrationError {
  const { message = String(failure.error), code, detail, ...server } = failure.error as ServerError;
  const { path, kind } = failure.file;
  const advice = server.hint ?? HINTS[code ?? ""] ?? (kind === "ts" ? OUTSIDE_A_TRANSACTION : undefined);
  const hint = [detail, advice].filter((line) => line !== undefined).join("\n  ");
  const place = kind === "sql" ? placeOf(failure) : undefined;
  const where = place ? `${path}:${place.line}:${place.column}` : path;
  // A .ts file has no place that could be named, so the statement stands for it.
  const statement = kind === "ts" && failure.shown !== "" ? `\n${failure.shown.trim()}` : "";
  const facts = { file: path, line: place?.line, column: place?.column, sqlstate: code };
  return new MigrationError(`${where}: ${message}${statement}`, { facts, hint, cause: failure.error });
}

const HINTS: Readonly<Record<string, string>> = {
  // active_sql_transaction
  "25001": "What cannot run in a transaction goes into a .ts file: `scaffold migrate create <name> --ts`.",
  // lock_not_available
  "55P03": "Somebody else has held a lock on it for too long: try again when it is quieter.",
};

const OUTSIDE_A_TRANSACTION =
  "If it runs outside a transaction, see what is left of it: an index may be there and INVALID.";

/** Of the character that Postgres names, or of the statement that failed; undefined when it was the commit. */
function placeOf({ error, file, direction, shown, completed }: Failure) {
  const { up, down = up } = sectionsOf(file.content);
  const section = direction === "up" ? up : down;
  const at = (offset: number) => placeIn(file.content, section.offset + offset);
  const { position } = error as ServerError;
  // Postgres counts characters, from 1; JavaScript counts UTF-16 units.
  if (position) return at([...section.text].slice(0, Number(position) - 1).join("").length);
  const start = shown.includes(section.text) ? statementStarts(section.text)[completed] : undefined;
  return start === undefined ? undefined : at(start);
}
