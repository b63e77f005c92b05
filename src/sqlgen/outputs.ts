/**
 * The generated files on disk. A file appears whole or not at all, and is left alone when its content stays the same,
 * so that nothing reloads for nothing.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { GENERATED_MARK, type Outputs } from "./emit.ts";
import { OUTPUT_FOLDER, unlessGone } from "./project.ts";

export interface Differences {
  /** Missing, or with another content. */
  readonly stale: readonly string[];
  /** Generated once, from a folder that is gone. */
  readonly orphans: readonly string[];
  /** Files that nobody generated: the folder is for generated files alone. */
  readonly foreign: readonly string[];
}

export function compareOutputs(root: string, outputs: Outputs): Differences {
  const stale = [...outputs].filter(([path, text]) => contentOf(root, path) !== text).map(([path]) => path);
  const others = present(root).filter((path) => !outputs.has(path));
  const orphans = others.filter((path) => contentOf(root, path)?.startsWith(GENERATED_MARK));
  return { stale, orphans, foreign: others.filter((path) => !orphans.includes(path)) };
}

export function writeOutputs(root: string, outputs: Outputs, { stale, orphans }: Differences): void {
  for (const path of stale) writeWhole(join(root, path), outputs.get(path) ?? "");
  for (const path of orphans) rmSync(join(root, path), { force: true });
}

/** The name begins with a dot and ends in another way than the file's, so that watchers and compilers pass it over. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

const present = (root: string): string[] =>
  unlessGone(() => readdirSync(join(root, OUTPUT_FOLDER)), [])
    .filter((name) => !name.startsWith("."))
    .map((name) => `${OUTPUT_FOLDER}/${name}`);

const contentOf = (root: string, path: string): string | undefined =>
  unlessGone(() => readFileSync(join(root, path), "utf8"), undefined);
