/** A new migration's file, named and begun so that what the README asks for is a matter of filling in. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MigrationFileError, readMigrations } from "./files.ts";

const SQL_TEMPLATE = `-- Why:

-- Up Migration


-- Down Migration

`;

const TS_TEMPLATE = `// Why:
import type { MigrationBuilder } from "node-pg-migrate";

export function up(pgm: MigrationBuilder): void {
  // Outside a transaction nothing is rolled back: one statement only, and one that may be run again.
  pgm.noTransaction();
  pgm.sql("");
}

export function down(pgm: MigrationBuilder): void {
  pgm.noTransaction();
  pgm.sql("");
}
`;

interface NewMigration {
  readonly directory: string;
  /** What it does, as verb-thing: "add-invoices". */
  readonly name: string;
  /** TypeScript, for what cannot run in a transaction. */
  readonly ts?: boolean;
  readonly now?: Date;
}

/** Gives the path. @throws {MigrationFileError} when the name is not kebab-case or taken */
export async function createMigration({
  directory,
  name,
  ts = false,
  now = new Date(),
}: NewMigration): Promise<string> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new MigrationFileError(`"${name}": a migration's name is kebab-case, verb first: add-invoices`);
  }
  const existing = await readMigrations(directory);
  const same = existing.find((file) => file.name.slice(18) === name);
  if (same) throw new MigrationFileError(`${same.path} is called ${name} already: choose another name`);
  const time = timeAfter(existing.at(-1)?.name.slice(0, 17) ?? "", now);
  const path = join(directory, `${time}_${name}.${ts ? "ts" : "sql"}`);
  await writeFile(path, ts ? TS_TEMPLATE : SQL_TEMPLATE, { flag: "wx" });
  return path;
}

/** UTC in 17 digits; when the newest file is from the future (another machine's clock), just after that. */
function timeAfter(newest: string, now: Date): string {
  const time = now.toISOString().replace(/\D/g, "");
  return time > newest ? time : String(BigInt(newest) + 1n);
}
