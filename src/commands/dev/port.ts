/** A port that is taken is an error before anything is started, and not one in the log of a process that restarts. */
import { createServer } from "node:net";
import { CommandError } from "../command.ts";

/** @throws {CommandError} when somebody listens there */
export async function assertFreePort(host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const probe = createServer();
  probe.once("error", reject);
  probe.listen(port, host, () => probe.close(() => resolve()));
  try {
    await promise;
  } catch (cause) {
    const hint = "Stop what listens there, or choose another with --port.";
    throw new CommandError(`port ${port} on ${host} cannot be had`, { hint, cause });
  }
}
