/** Which Postgres the commands work on: the one that DATABASE_URL names, or the embedded one of this project. */
import { join } from "node:path";
import { ensureDatabase, startEmbeddedPostgres } from "./embedded/index.ts";

export interface ResolveOptions {
  /** Undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** The project's folder, absolute: the embedded server's data are in .scaffold/postgres below it. */
  readonly root: string;
  /** What takes a moment, in a line each. */
  readonly onProgress?: (line: string) => void;
}

export interface ResolvedServer {
  /** The app's database. */
  readonly url: string;
  readonly embedded: boolean;
  /** Leaves an embedded server, which stops when nobody else uses it; does nothing to another. */
  close(): Promise<void>;
}

const APP_DATABASE = "scaffold";

/** @throws {EmbeddedPostgresError} with what to do about it */
export async function resolveServer({
  databaseUrl,
  root,
  onProgress,
}: ResolveOptions): Promise<ResolvedServer> {
  if (databaseUrl !== undefined) return { url: databaseUrl, embedded: false, close: async () => {} };
  const directory = join(root, ".scaffold/postgres");
  const server = await startEmbeddedPostgres({ directory, ...(onProgress && { onProgress }) });
  return { url: await ensureDatabase(server.url, APP_DATABASE), embedded: true, close: server.stop };
}
