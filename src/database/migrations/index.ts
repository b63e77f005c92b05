/** The schema's history: SQL files, applied in order through node-pg-migrate. This is the part's door. */
export { ConnectionFailed } from "./connection.ts";
export { createMigration } from "./create.ts";
export { MigrationError } from "./failure.ts";
export { fingerprint, MigrationFileError } from "./files.ts";
export {
  type AppliedStep,
  type MigrateOptions,
  MigrationRefused,
  migrateDown,
  migrateRedo,
  migrateUp,
  migrationHead,
  type PlannedStep,
  planMigrations,
} from "./operations.ts";
export { type MigrationProblem, type MigrationStatus, migrationStatus } from "./status.ts";
