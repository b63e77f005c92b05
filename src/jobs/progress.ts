/** A run's progress on its way to the row: the newest counts, and a job that reports a thousand times a second writes four times. */
import type { Db } from "../database/db.ts";
import * as jobs from "../repositories/jobs.ts";
import type { Log } from "./log.ts";

const PAUSE_MS = 250;

interface Run {
  readonly id: string;
  readonly runs: number;
}

interface Progress {
  readonly share: number;
  readonly note: string | undefined;
}

export class ProgressWriter {
  readonly #db: Db;
  readonly #run: Run;
  readonly #log: Log;
  #newest: Progress | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Db, run: Run, log: Log) {
    this.#db = db;
    this.#run = run;
    this.#log = log;
  }

  report(share: number, note?: string): void {
    const idle = this.#newest === undefined && this.#timer === undefined;
    this.#newest = { share: Math.min(1, Math.max(0, share)), note };
    if (idle) this.#flush();
  }

  /** Writes what is left, so that the last report is never the one that is missing. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const newest = this.#newest;
    if (newest === undefined) return;
    this.#newest = undefined;
    this.#timer = setTimeout(() => this.#flush(), PAUSE_MS);
    // One after the other: on connections of their own an earlier one could come last.
    this.#writing = this.#writing.then(() => this.#write(newest));
  }

  /** Progress that cannot be written is no reason to fail a job. */
  async #write({ share, note }: Progress): Promise<void> {
    try {
      await jobs.modifyJobProgress(this.#db, {
        id: this.#run.id,
        run: this.#run.runs,
        progress: share,
        note,
      });
    } catch (error) {
      this.#log.debug({ err: error }, "progress could not be written");
    }
  }
}
