/** The numbers of the last backup and the last drill, as files that Prometheus' node-exporter reads. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

type Metrics = Readonly<Record<string, number>>;

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
