/** The app's database follows migrations/ while one works on it: a new file is applied as soon as it is saved. */
import { watch } from "node:fs";
import { type AppliedStep, migrateUp } from "../../database/migrations/index.ts";
import { CommandError } from "../command.ts";
import { say } from "./output.ts";

/** An editor saves in several steps; half a migration is not to be applied. */
const BURST_MS = 50;

/**
 * Migrates now, and again whenever the folder changes, until `close`.
 * @throws {CommandError} when the first time fails; later failures are said
 */
export async function keepMigrated(url: string, directory: string): Promise<{ close(): void }> {
  const migrate = () => migrateUp({ url, directory, onApplied });
  await migrate().catch((error: unknown) => {
    throw new CommandError(explain(error), {
      hint: "Mend it, or begin anew: stop, and delete .scaffold/postgres.",
      cause: error,
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(directory, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void migrate().catch((error: unknown) => say(explain(error))), BURST_MS);
  });
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

const onApplied = ({ name, milliseconds }: AppliedStep): void =>
  say(`migrated ${name} (${Math.round(milliseconds)} ms)`);

/** Every error of the migrations says itself what to do about it. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const hint = "hint" in error && error.hint !== "" ? `\n  ${error.hint}` : "";
  return `${error.message}${hint}`;
}
