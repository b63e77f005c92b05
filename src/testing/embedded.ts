/** A Postgres for tests without Docker, and for those that kill it: its data are thrown away when the run ends. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres, testSettings } from "../database/embedded/index.ts";

export const temporaryFolder = () => mkdtemp(join(tmpdir(), "scaffold-test-"));

/** Also starts again, with its data and on its port, what was killed in the same folder. */
export const startTemporaryPostgres = (directory: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ directory, settings: testSettings, temporary: true });
