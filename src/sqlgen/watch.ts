/** Generates again whenever a file in sql/ or migrations/ changes: what `scaffold sql watch` and `scaffold dev` run. */
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { Generator, type GeneratorOptions, type Run } from "./generator.ts";
import { MIGRATIONS_FOLDER, SQL_FOLDER, unlessGone } from "./project.ts";

export interface WatchOptions extends GeneratorOptions {
  /** After the first run, and after each that wrote something or found other things wrong than the one before. */
  readonly onResult: (run: Run) => void;
  /** The generator could not do its work, as a rule because the server is away; it tries again by itself. */
  readonly onFailure: (error: unknown) => void;
}

export interface Watcher {
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

/** An editor saves in several steps within a few milliseconds: one run answers all of them. */
const BURST_MS = 10;
const RETRY_MS = 1000;

export function watchRepositories(options: WatchOptions): Watcher {
  const repositories = new RepositoryWatcher(options);
  repositories.start();
  return repositories;
}

class RepositoryWatcher implements Watcher {
  readonly #options: WatchOptions;
  readonly #generator: Generator;
  readonly #folders = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  /** What was told last: findings or a failure. */
  #outcome: string | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#generator = new Generator(options);
  }

  start(): void {
    this.#watchFolders();
    // A folder that is deleted and comes back, as when branches change, has to be watched anew.
    const root = watch(this.#options.root, (_, name) => {
      if (name === SQL_FOLDER || name === MIGRATIONS_FOLDER) this.#watchFolders();
    });
    this.#folders.set(".", root);
    this.#schedule(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    await this.#running;
    this.#generator.close();
  }

  #watchFolders(): void {
    for (const folder of [SQL_FOLDER, MIGRATIONS_FOLDER]) {
      this.#folders.get(folder)?.close();
      this.#folders.delete(folder);
      const changed = () => this.#schedule(BURST_MS);
      const path = join(this.#options.root, folder);
      const watcher = unlessGone(() => watch(path, { recursive: true }, changed), undefined);
      if (watcher !== undefined) this.#folders.set(folder, watcher);
    }
    this.#schedule(BURST_MS);
  }

  /** What changes during a run is looked at after it. */
  #schedule(milliseconds: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const before = this.#running ?? Promise.resolve();
      const running = before.then(() => this.#look());
      this.#running = running;
    }, milliseconds);
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    try {
      const run = await this.#generator.generate();
      this.#tell(run);
      this.#generator.remember();
      if (run.findings.length === 0) await this.#generator.connect();
    } catch (error) {
      this.#tellFailure(error);
      this.#schedule(RETRY_MS);
    }
  }

  #tell(run: Run): void {
    const outcome = JSON.stringify(run.findings);
    const news = outcome !== this.#outcome || run.stale.length > 0 || run.orphans.length > 0;
    this.#outcome = outcome;
    if (news) this.#options.onResult(run);
  }

  /** Once, however long it lasts; the first run that works again is told in any case. */
  #tellFailure(error: unknown): void {
    const outcome = String(error);
    if (outcome !== this.#outcome) this.#options.onFailure(error);
    this.#outcome = outcome;
  }
}
