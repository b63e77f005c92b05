/** The port that a server listens on: the same one every time, as long as nobody else took it. */
import { createServer } from "node:net";
import { numberOf } from "./places.ts";

/** Below the range that systems hand out for outgoing connections, so that a port stays free while we are stopped. */
const FIRST = 22_000;
const COUNT = 10_000;

export const usualPort = (directory: string) => FIRST + (numberOf(directory) % COUNT);

/** Whether it is free on the loopback interface. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The first free one from `port` on. */
export async function freePortFrom(port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    if (await isFree(candidate)) return candidate;
  }
}
