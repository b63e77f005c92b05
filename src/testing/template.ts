/** The databases of a run: one template is migrated to head, and each test file gets a copy of it, in some 20 ms. */
import { join } from "node:path";
import { SQL } from "bun";
import { withDatabase } from "../database/embedded/index.ts";
import { migrateUp } from "../database/migrations/index.ts";
import { sharedServer } from "./shared-server.ts";

const MIGRATIONS = join(import.meta.dir, "../../migrations");
const TEMPLATE = "scaffold_template";

// As the server, both are one for the whole run.
let template: Promise<void> | undefined;
let created = 0;

/** Creates a database of its own and gives its URL. */
export async function createTestDatabase(options: { readonly migrated: boolean }): Promise<string> {
  const { url } = await sharedServer();
  if (options.migrated) await migratedTemplate(url);
  created++;
  const name = `test_${created}`;
  await execute(url, `CREATE DATABASE ${name} TEMPLATE ${options.migrated ? TEMPLATE : "template0"}`);
  return withDatabase(url, name);
}

export async function dropTestDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await execute((await sharedServer()).url, `DROP DATABASE ${name} WITH (FORCE)`);
}

function migratedTemplate(url: string): Promise<void> {
  template ??= createTemplate(url);
  return template;
}

async function createTemplate(url: string): Promise<void> {
  await execute(url, `CREATE DATABASE ${TEMPLATE} TEMPLATE template0`);
  await migrateUp({ url: withDatabase(url, TEMPLATE), directory: MIGRATIONS });
}

async function execute(url: string, statement: string): Promise<void> {
  const sql = new SQL({ url, max: 1 });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.close();
  }
}
