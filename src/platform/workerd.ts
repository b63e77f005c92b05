/**
 * Cloudflare Workers, and workerd alone: nothing lives longer than a request. Each has a pool of its own, opened by its first
 * query and closed when everything that it began is done; what keeps connections open in between is Hyperdrive.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { CloudflareAdapter } from "elysia/adapter/cloudflare-worker";
import type { Database } from "../database/db.ts";
import { lateDatabase } from "../database/late.ts";
import { type Background, createBackground } from "./background.ts";
import { type BuiltFiles, builtFiles } from "./built-files.ts";
import type { Handler, Platform, PlatformParts } from "./platform.ts";
import { wasmPasswordHasher } from "./wasm-password.ts";

/** What Cloudflare hands over with each request, as much of it as is used here. */
export interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
}

/** A binding to static assets. */
export interface Assets {
  fetch(url: string): Promise<Response>;
}

export interface WorkerdOptions extends Omit<PlatformParts, "database"> {
  readonly files: BuiltFiles;
  readonly assets: Assets;
  readonly openDatabase: () => Database;
  /** Sends what was recorded. */
  readonly flush: () => Promise<void>;
}

export interface WorkerdPlatform extends Platform {
  /** The handler, each request with what belongs to it alone. */
  scoped(handler: Handler): (request: Request, context: ExecutionContext) => Promise<Response>;
}

interface Scope {
  readonly database: Database;
  readonly background: Background;
}

export function workerdPlatform({
  files,
  assets,
  openDatabase,
  flush,
  ...parts
}: WorkerdOptions): WorkerdPlatform {
  const scopes = new AsyncLocalStorage<Scope>();

  function current(): Scope {
    const scope = scopes.getStore();
    if (scope === undefined)
      throw new Error("outside of a request there is neither a database nor background work");
    return scope;
  }

  return {
    ...parts,
    ...builtFiles(
      files,
      async (path) => new Uint8Array(await (await assets.fetch(`https://assets/${path}`)).arrayBuffer()),
    ),
    elysia: { adapter: CloudflareAdapter },
    database: lateDatabase(() => current().database),
    waitUntil: (work) => current().background.waitUntil(work),
    passwordHasher: wasmPasswordHasher,
    counters: null,
    lifecycle: { draining: false },
    // Only Cloudflare can set it: what clients send under this name never gets here.
    peerAddress: (request) => request.headers.get("cf-connecting-ip"),
    scoped: (handler) => async (request, context) => {
      const background = createBackground((error) =>
        parts.log.error({ err: error }, "background work failed"),
      );
      const scope = { database: openDatabase(), background };
      const response = await scopes.run(scope, () => handler(request));
      context.waitUntil(end(scope, flush));
      return response;
    },
  };
}

async function end({ background, database }: Scope, flush: () => Promise<void>): Promise<void> {
  await background.idle();
  await Promise.all([database.close(), flush()]);
}
