/** A Postgres that comes with the packages: `startEmbeddedPostgres`, and nothing to install. This is the part's door. */
export { ensureDatabase, withDatabase } from "./databases.ts";
export { EmbeddedPostgresError } from "./errors.ts";
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from "./launcher.ts";
export { initdbArguments, type Settings, serverSettings, testSettings } from "./settings.ts";
