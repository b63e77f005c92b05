/**
 * A project's generator: reads sql/ and migrations/, writes src/repositories/. Keeps its connection and what it knows
 * of the schema between runs, so that the next run pays only for what has changed.
 */
import { relative } from "node:path";
import { fingerprint, MigrationError, MigrationFileError } from "../database/migrations/index.ts";
import { Cache } from "./cache.ts";
import { type Compiled, compileFiles, readSchema, type Schema } from "./compile.ts";
import { Emitter, type Outputs } from "./emit.ts";
import { compareFindings, type Finding, findingAt } from "./finding.ts";
import { duplicateTitle } from "./lint-source.ts";
import type { QueryModel } from "./model.ts";
import { compareOutputs, type Differences, writeOutputs } from "./outputs.ts";
import { MIGRATIONS_FOLDER, readSqlTree, type SqlFile } from "./project.ts";
import { migrationsOf, openScratch, type Scratch } from "./scratch.ts";
import { ConnectionLost } from "./wire.ts";

export interface GeneratorOptions {
  /** The project's folder. */
  readonly root: string;
  /** Gives the URL of a server on which a database may be made; asked only when something has to be found out. */
  readonly server: () => Promise<string>;
}

export interface Run {
  readonly queries: readonly QueryModel[];
  /** Everything that is wrong, in the order of files and lines. With any, nothing is written. */
  readonly findings: readonly Finding[];
  /** Generated files that were written, or would be. */
  readonly stale: readonly string[];
  /** Generated files that were removed, or would be. */
  readonly orphans: readonly string[];
  readonly foreign: readonly string[];
  /** How many statements the server was asked about. */
  readonly described: number;
  readonly milliseconds: number;
}

interface Known extends Schema {
  readonly scratch: Scratch;
  readonly fingerprint: string;
}

export class Generator {
  readonly #options: GeneratorOptions;
  readonly #cache: Cache;
  readonly #emitter = new Emitter();
  #known: Known | undefined;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#cache = new Cache(options.root);
  }

  /** Writes what is new and removes what is left over, unless something is wrong. */
  async generate(): Promise<Run> {
    return await this.#run((outputs, differences) => writeOutputs(this.#options.root, outputs, differences));
  }

  /** The same without writing. */
  async check(): Promise<Run> {
    return await this.#run(() => {});
  }

  /** Opens the connection that the next change needs, so that it is told within milliseconds. */
  async connect(): Promise<void> {
    await this.#withSchema(await fingerprint(migrationsOf(this.#options.root)), async () => {});
  }

  /** Keeps on disk what was found out, for the next process. */
  remember(): void {
    this.#cache.save();
  }

  close(): void {
    this.remember();
    this.#disconnect();
  }

  #disconnect(): void {
    this.#known?.scratch.wire.close();
    this.#known = undefined;
  }

  async #run(write: (outputs: Outputs, differences: Differences) => void): Promise<Run> {
    const start = performance.now();
    const { root } = this.#options;
    const tree = readSqlTree(root);
    const { compiled, described, failures } = await this.#compile(tree.files);
    const findings = [
      ...tree.findings,
      ...failures,
      ...compiled.flatMap((one) => one.findings),
      ...duplicates(compiled),
    ];
    const queries = compiled.flatMap(({ model }) => model ?? []);
    let differences: Differences = { stale: [], orphans: [], foreign: [] };
    if (findings.length === 0) {
      const outputs = this.#emitter.emit(queries);
      differences = compareOutputs(root, outputs);
      write(outputs, differences);
    }
    this.#cache.keep(tree.files);
    const milliseconds = performance.now() - start;
    return { queries, findings: findings.sort(compareFindings), ...differences, described, milliseconds };
  }

  /** A schema that cannot be made is a finding too; nothing can be said about the queries then. */
  async #compile(
    files: readonly SqlFile[],
  ): Promise<{ compiled: Compiled[]; described: number; failures: Finding[] }> {
    try {
      const schema = await fingerprint(migrationsOf(this.#options.root));
      this.#cache.useSchema(schema);
      const unknown = files.filter((file) => this.#cache.modelOf(file) === undefined);
      const news = unknown.length === 0 ? [] : await this.#ask(unknown, schema);
      const byPath = new Map(news.map((compiled) => [compiled.file.path, compiled]));
      const compiled = files.map((file) => byPath.get(file.path) ?? this.#remembered(file));
      return { compiled, described: unknown.length, failures: [] };
    } catch (error) {
      return { compiled: [], described: 0, failures: [migrationFinding(error, this.#options.root)] };
    }
  }

  #remembered(file: SqlFile): Compiled {
    const model = this.#cache.modelOf(file);
    return { file, title: model?.title, model, findings: [] };
  }

  async #ask(files: readonly SqlFile[], fingerprint: string): Promise<Compiled[]> {
    const compiled = await this.#withSchema(fingerprint, ({ scratch, ...schema }) =>
      compileFiles(files, scratch.wire, schema),
    );
    for (const { file, model } of compiled) if (model !== undefined) this.#cache.remember(file, model);
    return compiled;
  }

  /** A connection that stood since the last run may be dead by now: then once more, with a new one. */
  async #withSchema<T>(fingerprint: string, work: (known: Known) => Promise<T>): Promise<T> {
    const reused = this.#known?.fingerprint === fingerprint && this.#known.scratch.wire.open;
    try {
      return await work(reused && this.#known !== undefined ? this.#known : await this.#open(fingerprint));
    } catch (error) {
      if (!reused || !(error instanceof ConnectionLost)) throw error;
      return await work(await this.#open(fingerprint));
    }
  }

  async #open(fingerprint: string): Promise<Known> {
    this.#disconnect();
    const scratch = await openScratch(await this.#options.server(), this.#options.root);
    this.#known = { scratch, fingerprint, ...(await readSchema(scratch.wire)) };
    return this.#known;
  }
}

/** Each file whose title another one has too. */
function duplicates(compiled: readonly Compiled[]): Finding[] {
  const byTitle = Map.groupBy(compiled, ({ title }) => title);
  return compiled.flatMap(({ file, title }) => {
    const others = (byTitle.get(title) ?? [])
      .map((other) => other.file.path)
      .filter((path) => path !== file.path);
    if (title === undefined || others.length === 0) return [];
    return [findingAt(file.path, file.text, duplicateTitle(title, others))];
  });
}

/** @throws the error itself when it is about something else */
function migrationFinding(error: unknown, root: string): Finding {
  if (error instanceof MigrationError) {
    const { file, line = 1, column = 1, sqlstate = "migration" } = error.facts;
    const message = error.message.slice(error.message.indexOf(": ") + 2);
    const hint = error.hint || "Types come from migrations/: put this one right first.";
    return { file: relative(root, file), line, column, code: sqlstate, message, hint };
  }
  if (!(error instanceof MigrationFileError)) throw error;
  const hint = "`scaffold migrate create <name>` makes a file with the right name.";
  return {
    file: MIGRATIONS_FOLDER,
    line: 1,
    column: 1,
    code: "migration_file",
    message: error.message,
    hint,
  };
}
