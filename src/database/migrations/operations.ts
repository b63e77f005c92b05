/** The commands: each takes the lock, looks at files and database, and only then changes something. */
import { isReversible } from "./actions.ts";
import { applyMigration, planMigration } from "./apply.ts";
import { type Client, withClient } from "./connection.ts";
import type { Direction } from "./failure.ts";
import { type MigrationFile, readMigrations } from "./files.ts";
import { readHistory } from "./history.ts";
import { takeLock } from "./lock.ts";
import { type MigrationProblem, type MigrationStatus, readStatus } from "./status.ts";

export interface MigrateOptions {
  readonly url: string;
  readonly directory: string;
  /** Told after each one. */
  readonly onApplied?: (migration: AppliedStep) => void;
  /** Told once when another process is migrating, and this one waits for it. */
  readonly onWait?: () => void;
}

export interface AppliedStep {
  readonly name: string;
  readonly direction: Direction;
  readonly milliseconds: number;
}

export interface PlannedStep {
  readonly name: string;
  readonly direction: Direction;
  /** What would be sent. */
  readonly sql: string;
}

/** At most so many; for `up` default all, for `down` one. */
interface Counted {
  readonly count?: number | undefined;
}

/** Files and database do not fit together, or something cannot be undone; nothing was changed. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
  /** What to do about each. */
  readonly hint: string;

  constructor(problems: readonly Pick<MigrationProblem, "message" | "hint">[]) {
    super(problems.map(({ message }) => message).join("\n"));
    this.hint = [...new Set(problems.map(({ hint }) => hint))].join("\n  ");
  }
}

interface Session {
  readonly client: Client;
  readonly files: readonly MigrationFile[];
  readonly status: MigrationStatus;
  readonly options: MigrateOptions;
}

/**
 * Applies what is pending, the oldest first. Gives the names of what it applied.
 * @throws {MigrationRefused} when a file was edited after it was applied, is missing, or comes in between
 * @throws {MigrationError} when one fails: that one is rolled back, those before it stay
 */
export function migrateUp(options: MigrateOptions & Counted): Promise<string[]> {
  return inSession(options, (session) => run(session, "up", pendingOf(session, options)));
}

/**
 * Undoes the newest first. Gives the names of what it undid.
 * @throws {MigrationRefused} when one of them cannot be undone; then none is
 */
export function migrateDown(options: MigrateOptions & Counted): Promise<string[]> {
  return inSession(options, async (session) => run(session, "down", await undoableOf(session, options)));
}

/** Undoes the newest and applies it again, as it stands in its file now. */
export function migrateRedo(options: MigrateOptions): Promise<string[]> {
  return inSession(options, async (session) => {
    const files = await undoableOf(session, { count: 1 });
    await run(session, "down", files);
    return await run(session, "up", files);
  });
}

/** What `up` or `down` would do; changes nothing. */
export function planMigrations(
  options: MigrateOptions & Counted & { readonly direction: Direction },
): Promise<PlannedStep[]> {
  const { direction } = options;
  return inSession(options, async (session) => {
    const files = direction === "up" ? pendingOf(session, options) : await undoableOf(session, options);
    return await plan(session.client, direction, files);
  });
}

/** The name of the newest that was applied; null when there is none. */
export function migrationHead(url: string): Promise<string | null> {
  return withClient(url, async (client) => (await readHistory(client)).at(-1)?.name ?? null);
}

async function inSession<T>(options: MigrateOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const files = await readMigrations(options.directory);
  return await withClient(options.url, async (client) => {
    await takeLock(client, options.onWait ?? (() => {}));
    return await work({ client, files, status: await readStatus(client, files), options });
  });
}

function pendingOf({ status }: Session, { count }: Counted): readonly MigrationFile[] {
  const blocking = status.problems.filter(({ blocks }) => blocks);
  if (blocking.length > 0) throw new MigrationRefused(blocking);
  return status.pending.slice(0, count);
}

async function undoableOf({ status, files }: Session, { count = 1 }: Counted): Promise<MigrationFile[]> {
  const names = status.applied
    .map(({ name }) => name)
    .reverse()
    .slice(0, count);
  const chosen = names.map((name) => files.find((file) => file.name === name) ?? name);
  const refusals = await Promise.all(chosen.map(refusal));
  const problems = refusals.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new MigrationRefused(problems);
  return chosen.filter((file) => typeof file !== "string");
}

async function refusal(file: MigrationFile | string) {
  if (typeof file === "string") {
    return { message: `${file} cannot be undone: its file is gone`, hint: "Restore the file first." };
  }
  if (await isReversible(file)) return undefined;
  const missing = file.kind === "sql" ? "`-- Down Migration` section" : "`export function down`";
  return {
    message: `${file.path} cannot be undone: it has no ${missing}`,
    hint: "Write one, or undo its effect in a new migration.",
  };
}

async function run(
  { client, options }: Session,
  direction: Direction,
  files: readonly MigrationFile[],
): Promise<string[]> {
  for (const file of files) {
    const start = performance.now();
    await applyMigration({ client, file, direction });
    options.onApplied?.({ name: file.name, direction, milliseconds: performance.now() - start });
  }
  return files.map(({ name }) => name);
}

/** node-pg-migrate makes its table before it plans, hence the transaction that is never committed. */
async function plan(client: Client, direction: Direction, files: readonly MigrationFile[]) {
  await client.query("BEGIN");
  const steps: PlannedStep[] = [];
  for (const file of files) {
    steps.push({ name: file.name, direction, sql: await planMigration({ client, file, direction }) });
  }
  await client.query("ROLLBACK");
  return steps;
}
