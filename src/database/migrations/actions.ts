/** What a migration does and undoes, as node-pg-migrate's builder takes it. */
import { resolve } from "node:path";
import type { MigrationBuilder } from "node-pg-migrate";
import { type MigrationFile, MigrationFileError, sectionsOf } from "./files.ts";
import { forgetHash, rememberHash } from "./history.ts";

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

function sqlActions({ content }: MigrationFile): Actions {
  const { up, down } = sectionsOf(content);
  return { up: (pgm) => pgm.sql(up.text), down: down !== undefined && ((pgm) => pgm.sql(down.text)) };
}

/** The hash behind the path makes an edited file a new module, in a process that lives longer than the edit. */
async function moduleActions({ path, hash }: MigrationFile): Promise<Actions> {
  const loaded: Partial<Actions> = await import(`${resolve(path)}?${hash}`).catch((cause) => {
    throw new MigrationFileError(`${path}${placeIn(cause)} cannot be loaded: ${cause.message}`, { cause });
  });
  if (typeof loaded.up !== "function") {
    throw new MigrationFileError(
      `${path}: a migration in TypeScript has \`export function up(pgm: MigrationBuilder)\``,
    );
  }
  return { up: loaded.up, down: typeof loaded.down === "function" && loaded.down };
}

/** Of a mistake in the syntax; Bun's errors have a position, others say it in their message. */
function placeIn({
  position,
}: {
  readonly position?: { readonly line: number; readonly column: number } | null;
}) {
  return position ? `:${position.line}:${position.column}` : "";
}
