/**
 * Compares the files with what a database remembers. What two branches or an edit after the fact can break is found
 * here, before anything is run.
 */

import { type Client, withClient } from "./connection.ts";
import { type MigrationFile, readMigrations } from "./files.ts";
import { type AppliedMigration, readHistory } from "./history.ts";

type MigrationProblemKind =
  /** Applied, and the file was changed after that. */
  | "edited"
  /** Applied, and there is no such file, though newer ones were applied or are waiting. */
  | "missing"
  /** Not applied, though newer ones are: it came in with another branch. */
  | "out_of_order"
  /** Applied and newer than every file: the database belongs to a newer release. Nothing to worry about. */
  | "ahead";

export interface MigrationProblem {
  readonly kind: MigrationProblemKind;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** False: worth knowing, but `up` goes on. */
  readonly blocks: boolean;
}

export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly MigrationFile[];
  readonly problems: readonly MigrationProblem[];
}

export async function migrationStatus(at: { url: string; directory: string }): Promise<MigrationStatus> {
  const files = await readMigrations(at.directory);
  return await withClient(at.url, (client) => readStatus(client, files));
}

export async function readStatus(client: Client, files: readonly MigrationFile[]): Promise<MigrationStatus> {
  return compare(files, await readHistory(client));
}

function compare(files: readonly MigrationFile[], applied: readonly AppliedMigration[]): MigrationStatus {
  const fileOf = new Map(files.map((file) => [file.name, file]));
  const names = new Set(applied.map(({ name }) => name));
  const pending = files.filter(({ name }) => !names.has(name));
  const newestApplied = newest(applied);
  const newestFile = newest(files);
  const problems = [
    ...applied.flatMap((migration) => appliedProblem(migration, fileOf.get(migration.name), newestFile)),
    ...pending.filter(({ name }) => name < newestApplied).map((file) => outOfOrder(file, newestApplied)),
  ];
  return { applied, pending, problems };
}

const newest = (named: readonly { readonly name: string }[]) =>
  named
    .map(({ name }) => name)
    .sort()
    .at(-1) ?? "";

function appliedProblem(
  { name, hash }: AppliedMigration,
  file: MigrationFile | undefined,
  newestFile: string,
): MigrationProblem[] {
  if (file === undefined) return [name > newestFile ? ahead(name) : missing(name)];
  return hash !== null && hash !== file.hash ? [edited(file)] : [];
}

const ahead = (name: string): MigrationProblem => ({
  kind: "ahead",
  name,
  message: `${name} was applied by a newer release: the database is ahead of these files`,
  hint: "Fine while an older release runs; otherwise update your checkout.",
  blocks: false,
});

const missing = (name: string): MigrationProblem => ({
  kind: "missing",
  name,
  message: `${name} was applied, but its file is gone`,
  hint: "Restore the file (from the branch that it was applied from), or start over with another database.",
  blocks: true,
});

const edited = ({ name, path }: MigrationFile): MigrationProblem => ({
  kind: "edited",
  name,
  message: `${path} was edited after it was applied`,
  hint: "Put it back and write a new migration; if nobody else has applied it, `scaffold migrate redo` applies the last one anew.",
  blocks: true,
});

const outOfOrder = ({ name, path }: MigrationFile, last: string): MigrationProblem => ({
  kind: "out_of_order",
  name,
  message: `${path} is older than ${last}, which is applied already: in a fresh database they would run the other way round`,
  hint: `Give the file a newer time than ${last.slice(0, 17)} in its name; or, in development, \`scaffold migrate down\` to before it and then \`up\`.`,
  blocks: true,
});
