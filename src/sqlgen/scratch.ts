/**
 * The database that types are read from: made by migrations/ alone, so that they never depend on what a database
 * happens to hold. Nobody else uses it, hence it may be dropped and made again at any time.
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { withDatabase } from "../database/embedded/index.ts";
import { fingerprint as fingerprintOf, migrateUp, migrationStatus } from "../database/migrations/index.ts";
import { MIGRATIONS_FOLDER } from "./project.ts";
import { connect, type Wire } from "./wire.ts";

export interface Scratch {
  readonly wire: Wire;
  readonly url: string;
}

export const migrationsOf = (root: string): string => join(root, MIGRATIONS_FOLDER);

/**
 * A connection to the scratch database of this project, migrated to head.
 * @throws {ConnectionLost} when the server is not there
 * @throws {MigrationError} when a migration fails
 */
export async function openScratch(serverUrl: string, root: string): Promise<Scratch> {
  const directory = migrationsOf(root);
  const fingerprint = await fingerprintOf(directory);
  const name = scratchName(root);
  const url = withDatabase(serverUrl, name);
  const server = await connect(serverUrl);
  try {
    // Two generators of one project (a watcher and a check) must not prepare it at the same time.
    await server.json(`SELECT to_json(pg_advisory_lock(hashtext('${name}'))::text)`);
    const known = await server.json<string | null>(knownFingerprint(name));
    if (known !== fingerprint)
      await prepare({ server, name, url, directory, fingerprint, exists: known !== null });
  } finally {
    server.close();
  }
  return { wire: await connect(url), url };
}

/** For a project that will not be looked at again. Its connections are ended. */
export async function dropScratch(serverUrl: string, root: string): Promise<void> {
  const server = await connect(serverUrl);
  try {
    await server.json(`DROP DATABASE IF EXISTS ${scratchName(root)} WITH (FORCE)`);
  } finally {
    server.close();
  }
}

/** Null: there is no such database. */
const knownFingerprint = (name: string): string =>
  `SELECT to_json((SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = '${name}'))`;

interface Preparation {
  readonly server: Wire;
  readonly name: string;
  readonly url: string;
  readonly directory: string;
  readonly fingerprint: string;
  readonly exists: boolean;
}

async function prepare({ server, name, url, directory, fingerprint, exists }: Preparation): Promise<void> {
  const fits = exists && (await migrationStatus({ url, directory })).problems.length === 0;
  if (!fits) {
    await server.json(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.json(`CREATE DATABASE ${name} TEMPLATE template0`);
  }
  await migrateUp({ url, directory });
  await server.json(`COMMENT ON DATABASE ${name} IS '${fingerprint}'`);
}

/** One for each checkout: two branches on one server must not fight over it. */
function scratchName(root: string): string {
  const words = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .slice(0, 30);
  return `sqlgen_${words}_${createHash("sha256").update(root).digest("hex").slice(0, 8)}`;
}
