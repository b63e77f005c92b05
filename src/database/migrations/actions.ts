/** What a migration does and undoes, as node-pg-migrate's builder takes it. */
import { resolve } from "node:path";
import type { MigrationBuilder } from "node-pg-migrate";
import { type MigrationFile, MigrationFileError, type Section, sectionsOf } from "./files.ts";
import { forgetHash, rememberHash } from "./history.ts";
import { type Place, placeIn } from "./place.ts";
import { statementStarts } from "./statements.ts";

type Action = (pgm: MigrationBuilder) => void | Promise<void>;

export interface Actions {
  readonly up: Action;
  /** False: cannot be undone. */
  readonly down: Action | false;
}

/** Both also keep the file's hash, in the same transaction. */
export async function loadActions(file: MigrationFile): Promise<Actions> {
  const { up, down } = file.kind === "sql" ? sqlActions(file) : await moduleActions(file);
  return {
    up: followedBy(up, rememberHash(file.name, file.hash)),
    down: down && followedBy(down, forgetHash(file.name)),
  };
}

/** Whether `down` can undo it. */
export async function isReversible(file: MigrationFile): Promise<boolean> {
  return (await loadActions(file)).down !== false;
}

const followedBy =
  (action: Action, statement: string): Action =>
  async (pgm) => {
    await action(pgm);
    pgm.sql(statement);
  };

function sqlActions(file: MigrationFile): Actions {
  const { up, down } = sectionsOf(file.content);
  refuseTransactionControl(file, up);
  if (down !== undefined) refuseTransactionControl(file, down);
  return { up: (pgm) => pgm.sql(up.text), down: down !== undefined && ((pgm) => pgm.sql(down.text)) };
}

const TRANSACTION_CONTROL = /^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK(?!\s+TO)|ABORT)\b/i;

/** A COMMIT in the middle would leave one half of a migration behind when the other fails. */
function refuseTransactionControl({ path, content }: MigrationFile, { text, offset }: Section): void {
  for (const start of statementStarts(text)) {
    const [word] = TRANSACTION_CONTROL.exec(text.slice(start)) ?? [];
    if (word === undefined) continue;
    const { line, column } = placeIn(content, offset + start);
    const where = `${path}:${line}:${column}`;
    throw new MigrationFileError(`${where}: a migration is a transaction already: take ${word} out`);
  }
}

/** The hash behind the path makes an edited file a new module, in a process that lives longer than the edit. */
async function moduleActions({ path, hash }: MigrationFile): Promise<Actions> {
  const loaded: Partial<Actions> = await import(`${resolve(path)}?${hash}`).catch((cause) => {
    throw new MigrationFileError(`${path}${placeOfMistake(cause)} cannot be loaded: ${cause.message}`, {
      cause,
    });
  });
  if (typeof loaded.up !== "function") {
    throw new MigrationFileError(
      `${path}: a migration in TypeScript has \`export function up(pgm: MigrationBuilder)\``,
    );
  }
  return { up: loaded.up, down: typeof loaded.down === "function" && loaded.down };
}

/** Bun's errors about syntax have a position; others say it in their message. */
const placeOfMistake = ({ position }: { readonly position?: Place | null }) =>
  position ? `:${position.line}:${position.column}` : "";
