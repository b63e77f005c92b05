/** A handler behind the configured port. */

import { CommandError } from "../commands/command.ts";
import type { Config } from "../config.ts";
import type { Handler, Served, ServingPlatform } from "../platform/platform.ts";

/** @throws {CommandError} when the port is taken */
export async function listen(
  platform: ServingPlatform,
  handler: Handler,
  { host, port }: Config,
): Promise<Served> {
  try {
    return await platform.serve(handler, { host, port });
  } catch (cause) {
    if ((cause as { code?: string }).code !== "EADDRINUSE") throw cause;
    throw new CommandError(`port ${port} on ${host} is in use`, {
      hint: "Stop what listens there, or choose another with --port (0 takes a free one).",
      cause,
    });
  }
}
