/** A handler behind the configured port. */
import type { Config } from "../config.ts";
import type { BunPlatform } from "../platform/bun.ts";
import type { Handler, Served } from "../platform/platform.ts";
import { CommandError } from "./command.ts";

/** @throws {CommandError} when the port is taken */
export function listen(platform: BunPlatform, handler: Handler, { host, port }: Config): Served {
  try {
    return platform.serve(handler, { host, port });
  } catch (cause) {
    if ((cause as { code?: string }).code !== "EADDRINUSE") throw cause;
    throw new CommandError(`port ${port} on ${host} is in use`, {
      hint: "Stop what listens there, or choose another with --port (0 takes a free one).",
      cause,
    });
  }
}
