/** The generator's own clock, without the start of a process: cold, with nothing to do, and from a save to the written file. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Generator, type GeneratorOptions, type Run } from "../src/sqlgen/generator.ts";
import { watchRepositories } from "../src/sqlgen/watch.ts";
import { measure } from "./measure.ts";
import type { Section } from "./report.ts";

interface Project {
  readonly root: string;
  readonly databaseUrl: string;
  readonly count: number;
  readonly rounds: number;
}

export async function benchClock({ root, databaseUrl, count, rounds }: Project): Promise<Section> {
  const options = { root, server: async () => databaseUrl };
  const plan = { rounds, better: "less" } as const;
  const cold = await measure([{ name: "cold", round: () => coldRun(options) }], plan);
  const unchanged = { name: "unchanged", round: async () => (await runOnce(options)).milliseconds };
  const untouched = await measure([unchanged], plan);
  const watched = await startWatching(options);
  const saved = await measure([{ name: "one save → written, while watching", round: watched.save }], plan);
  await watched.close();
  return {
    title: `Generator: ${count} files, its own clock`,
    unit: "ms",
    reference: "cold",
    results: [...cold, ...untouched, ...saved],
  };
}

async function coldRun(options: GeneratorOptions): Promise<number> {
  for (const path of [".scaffold", "src"])
    await rm(join(options.root, path), { recursive: true, force: true });
  return (await runOnce(options)).milliseconds;
}

async function runOnce(options: GeneratorOptions): Promise<Run> {
  const generator = new Generator(options);
  try {
    return await generator.generate();
  } finally {
    generator.close();
  }
}

async function startWatching(options: GeneratorOptions) {
  let told = Promise.withResolvers<void>();
  const watcher = watchRepositories({
    ...options,
    onResult: () => told.resolve(),
    onFailure: (error) => told.reject(error),
  });
  await told.promise;
  const file = join(options.root, "sql/users/FetchUser0.sql");
  const statement = await readFile(file, "utf8");
  const save = async (): Promise<number> => {
    told = Promise.withResolvers();
    const start = performance.now();
    // Another statement in each round, so that something has to be written.
    await writeFile(file, statement.replace("'0'", `'${start}'`));
    await told.promise;
    return performance.now() - start;
  };
  return { save, close: () => watcher.close() };
}
