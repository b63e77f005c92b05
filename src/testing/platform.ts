/** What the app stands on in a test: everything real but the socket, the cost of hashing, and where mails go. */
import { readConfig } from "../config.ts";
import type { Db } from "../database/db.ts";
import { type Background, createBackground } from "../platform/background.ts";
import type { Platform } from "../platform/platform.ts";
import { createLog } from "../telemetry/log.ts";
import { quickHasher } from "./quick-hasher.ts";

export interface TestPlatformOptions {
  /** Variables of the configuration, by their names in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly migrations?: readonly string[];
  /** The address at the other end of the socket. */
  readonly peer?: string;
}

export interface TestPlatform extends Platform, Background {
  readonly lifecycle: { draining: boolean };
  /** The lines logged since the start, or since it was last emptied. */
  readonly logs: Record<string, unknown>[];
}

export function testPlatform(
  database: { readonly db: Db },
  { env = {}, migrations = [], peer = "127.0.0.1" }: TestPlatformOptions = {},
): TestPlatform {
  const logs: Record<string, unknown>[] = [];
  const write = (line: string) => void logs.push(JSON.parse(line));
  const log = createLog({ level: "debug", format: "json", base: {}, write });
  return {
    ...createBackground((error) => log.error({ err: error }, "background work failed")),
    config: readConfig({ env: { NODE_ENV: "test", ...env } }),
    elysia: {},
    database: lateDatabase(database),
    log,
    logs,
    logFormat: "json",
    migrations,
    lifecycle: { draining: false },
    passwordHasher: quickHasher,
    peerAddress: () => peer,
    docsAsset: async (name) =>
      name === "swagger-ui.css" ? new Blob(["body{}"], { type: "text/css" }) : null,
  };
}

/** Looks the database up when it is used: outside of hooks and tests there is none yet. */
export const lateDatabase = (holder: { readonly db: Db }): Db => ({
  one: (query, params) => holder.db.one(query, params),
  maybe: (query, params) => holder.db.maybe(query, params),
  many: (query, params) => holder.db.many(query, params),
  count: (query, params) => holder.db.count(query, params),
  transaction: (work, options) => holder.db.transaction(work, options),
});
