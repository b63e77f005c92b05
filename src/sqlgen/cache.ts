/**
 * What earlier runs found out, in .scaffold/: a file that is unchanged under an unchanged schema need not be asked
 * about again, and if that is true of all, no server is needed. Losing it costs a second.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { QueryModel } from "./model.ts";
import { writeWhole } from "./outputs.ts";
import { hashOf, type SqlFile, unlessGone } from "./project.ts";

const CACHE_FILE = ".scaffold/sqlgen.json";

interface Entry {
  readonly hash: string;
  readonly model: QueryModel;
}

interface Content {
  readonly key: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

export class Cache {
  readonly #path: string;
  #key: string | undefined;
  #entries = new Map<string, Entry>();
  #dirty = false;

  constructor(root: string) {
    this.#path = join(root, CACHE_FILE);
    const content = readContent(this.#path);
    if (content === undefined) return;
    this.#key = content.key;
    this.#entries = new Map(Object.entries(content.entries));
  }

  /** Forgets everything that was found out under another schema, or by another generator. */
  useSchema(fingerprint: string): void {
    const key = `${fingerprint} ${generatorHash()}`;
    if (this.#key === key) return;
    this.#key = key;
    this.#entries.clear();
    this.#dirty = true;
  }

  modelOf(file: SqlFile): QueryModel | undefined {
    const entry = this.#entries.get(file.path);
    return entry?.hash === file.hash ? entry.model : undefined;
  }

  remember(file: SqlFile, model: QueryModel): void {
    this.#entries.set(file.path, { hash: file.hash, model });
    this.#dirty = true;
  }

  /** Forgets the files that are gone. */
  keep(files: readonly SqlFile[]): void {
    const paths = new Set(files.map(({ path }) => path));
    for (const path of this.#entries.keys()) {
      if (!paths.has(path)) this.#dirty = this.#entries.delete(path);
    }
  }

  save(): void {
    if (!this.#dirty) return;
    writeWhole(this.#path, JSON.stringify({ key: this.#key, entries: Object.fromEntries(this.#entries) }));
    this.#dirty = false;
  }
}

/** Undefined if it is not there or is damaged: then everything is found out again. */
function readContent(path: string): Content | undefined {
  const text = unlessGone(() => readFileSync(path, "utf8"), undefined);
  if (text === undefined) return undefined;
  try {
    const content = JSON.parse(text) as Partial<Content>;
    return content.key === undefined || content.entries === undefined ? undefined : (content as Content);
  } catch {
    return undefined;
  }
}

/** Whoever changes the generator never meets what the old one thought. */
function generatorHash(): string {
  const own = readdirSync(import.meta.dir, { recursive: true, encoding: "utf8" });
  const sources = own.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).sort();
  const paths = [...sources, "../database/types.ts"].map((name) => join(import.meta.dir, name));
  return hashOf(paths.map((path) => readFileSync(path, "utf8")).join("\n"));
}
