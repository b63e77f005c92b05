/** The reference runtime: what the app needs from Bun, and the app behind a port on it. */

import swaggerStyles from "swagger-ui-dist/swagger-ui.css" with { type: "file" };
import swaggerBundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import accountPage from "../pages/account/index.html";
import { createBackground } from "./background.ts";
import { bunPage } from "./bun-page.ts";
import { bunPasswordHasher } from "./bun-password.ts";
import { bunRedis } from "./bun-redis.ts";
import { bunSql } from "./bun-sql.ts";
import type { Handler, PlatformParts, Runtime, ServingPlatform } from "./platform.ts";

/** Sockets on which nothing happens for so long are closed: slow clients must not hold them. */
const IDLE_TIMEOUT_SECONDS = 30;

const docsAssets: Readonly<Record<string, string>> = {
  "swagger-ui-bundle.js": swaggerBundle,
  "swagger-ui.css": swaggerStyles,
};

export const bunRuntime: Runtime = { driver: bunSql, platform: bunPlatform };

function bunPlatform(parts: PlatformParts): ServingPlatform {
  let server: Bun.Server<undefined> | undefined;
  const background = createBackground((error) => parts.log.error({ err: error }, "background work failed"));
  const redis = openRedis(parts);
  return {
    ...parts,
    ...background,
    counters: redis,
    close: () => redis?.close(),
    elysia: {},
    lifecycle: { draining: false },
    passwordHasher: bunPasswordHasher,
    peerAddress: (request) => server?.requestIP(request)?.address ?? null,
    docsAsset: async (name) => {
      const path = docsAssets[name];
      return path === undefined ? null : Bun.file(path);
    },
    accountPage: bunPage(accountPage, { keep: parts.config.environment !== "development" }),
    async serve(handler, { host, port }) {
      server = listen(handler, host, port);
      return { url: server.url.href, stop: (graceMs) => stop(server, graceMs) };
    },
  };
}

/** Connects when it is asked for the first time. */
function openRedis({ config: { redisUrl: url }, log }: PlatformParts) {
  if (url === undefined) return null;
  return bunRedis({
    url,
    onChange: (answers, error) => {
      if (answers) log.info("Redis answers again: limits are counted for all processes together");
      else log.warn({ cause: String(error) }, "Redis does not answer: each process counts limits for itself");
    },
  });
}

const listen = (handler: Handler, hostname: string, port: number) =>
  Bun.serve({
    hostname,
    port,
    // Bun would share the port with whoever has it, in silence.
    reusePort: false,
    idleTimeout: IDLE_TIMEOUT_SECONDS,
    // The app has its own limit, with an answer in its own format.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: handler,
  });

async function stop(server: Bun.Server<undefined> | undefined, graceMs: number): Promise<void> {
  if (server === undefined) return;
  const drained = server.stop(false);
  const timer = setTimeout(() => server.stop(true), graceMs);
  await drained;
  clearTimeout(timer);
}
