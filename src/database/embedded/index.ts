/** A Postgres that comes with the packages: `startEmbeddedPostgres`, and nothing to install. This is the part's door. */

export { serverAccount } from "./account.ts";
export { findBinaries } from "./binaries.ts";
export { ensureDatabase, withDatabase } from "./databases.ts";
export { EmbeddedPostgresError } from "./errors.ts";
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./launcher.ts";
export type { EmbeddedOptions } from "./options.ts";
export { initdbArguments, testSettings } from "./settings.ts";
