/** Backups that are proven: made from one snapshot, encrypted for whoever may read them, restored in a drill. The part's door. */
export { type CreateOptions, createBackup, pruneBackups } from "./create.ts";
export { type DrillQuery, type DrillReport, drillBackup } from "./drill.ts";
export { BackupError } from "./errors.ts";
export { findBackup, listBackups, type Manifest } from "./manifest.ts";
export { writeMetrics } from "./metrics.ts";
export { restoreBackup } from "./restore.ts";
export { openStore, type Store } from "./store.ts";
