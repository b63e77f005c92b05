/** The numbers of the last backup and the last drill, as files that Prometheus' node-exporter reads. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DrillReport } from "./drill.ts";
import type { Manifest } from "./manifest.ts";

type Metrics = Readonly<Record<string, number>>;

export const backupMetrics = ({ createdAt, bytes }: Manifest): Metrics => ({
  scaffold_backup_last_success_timestamp_seconds: Date.parse(createdAt) / 1000,
  scaffold_backup_size_bytes: bytes,
});

export const drillMetrics = ({ rtoSeconds, rpoSeconds }: DrillReport, at: Date): Metrics => ({
  scaffold_backup_drill_last_success_timestamp_seconds: at.getTime() / 1000,
  scaffold_backup_drill_rto_seconds: rtoSeconds,
  scaffold_backup_drill_rpo_seconds: rpoSeconds,
});

/** `name` is the file's; it is there as a whole or not at all. */
export async function writeMetrics(directory: string, name: string, metrics: Metrics): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lines = Object.entries(metrics).map(
    ([metric, value]) => `# TYPE ${metric} gauge\n${metric} ${value}\n`,
  );
  const unfinished = join(directory, `${name}.unfinished`);
  await writeFile(unfinished, lines.join(""));
  await rename(unfinished, join(directory, `${name}.prom`));
}
