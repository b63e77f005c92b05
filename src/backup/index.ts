/**
 * Backups that are proven: made from one snapshot, encrypted for whoever may read them, restored in a drill. The part's
 * door. It needs the packages pg, age-encryption and @sinclair/typebox, Bun, and Postgres' programs or Docker.
 */
export { generateKeyPair } from "./cipher.ts";
export { createBackup } from "./create.ts";
export { type DrillReport, drillBackup } from "./drill.ts";
export { BackupError } from "./errors.ts";
export { findBackup, type Listing, listBackups, type Manifest } from "./manifest.ts";
export { backupMetrics, drillMetrics, writeMetrics } from "./metrics.ts";
export { restoreBackup } from "./restore.ts";
export { pruneBackups } from "./retention.ts";
export { openStore, type Store } from "./store.ts";
