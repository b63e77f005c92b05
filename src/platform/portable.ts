/** What the platforms of all runtimes with processes but Bun have in common. */
import { createBackground } from "./background.ts";
import type { PlatformParts, ServingPlatform } from "./platform.ts";

/** What each has of its own. */
type Own = Pick<ServingPlatform, "passwordHasher" | "peerAddress" | "docsAsset" | "accountPage" | "serve">;

export function portable(parts: PlatformParts, own: Own): ServingPlatform {
  const { config, log } = parts;
  if (config.redisUrl !== undefined) {
    log.warn("REDIS_URL is for Bun: on this runtime each process counts limits for itself");
  }
  return {
    ...parts,
    ...own,
    ...createBackground((error) => log.error({ err: error }, "background work failed")),
    elysia: {},
    counters: null,
    lifecycle: { draining: false },
    close: () => undefined,
  };
}
