/** `scaffold health`: is the process on this machine ready? The health check of containers that have no shell to ask with. */
import { readConfig } from "../config.ts";
import type { Call } from "./command.ts";

/** Less than any health check waits for the command itself. */
const TIMEOUT_MS = 2000;

/** 0: ready; 1: not, or nothing answers. */
export async function run({ options, env }: Call): Promise<number> {
  const { host, port } = readConfig({ env, flags: options });
  const url = `http://${reachable(host)}:${port}/health/ready`;
  const { ready, said } = await ask(url);
  console.log(`${url}: ${said}`);
  return ready ? 0 : 1;
}

async function ask(url: string): Promise<{ ready: boolean; said: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { ready: response.ok, said: `${response.status} ${await response.text()}` };
  } catch (error) {
    return { ready: false, said: error instanceof Error ? error.message : String(error) };
  }
}

/** "Every interface" is an address to listen on, not one to call. */
const reachable = (host: string) => ({ "0.0.0.0": "127.0.0.1", "::": "[::1]" })[host] ?? host;
