/** A Redis of one's own, for tests that stop and freeze it. */
import { freePort } from "./port.ts";

export interface RedisProcess {
  readonly url: string;
  readonly port: number;
  /** As a machine that is there and does not answer. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export const hasRedis = (): boolean => Bun.which("redis-server") !== null;

/** Resolves once it answers. Nothing is written to disk. */
export async function startRedis(port?: number): Promise<RedisProcess> {
  const chosen = port ?? (await freePort());
  const words = [
    "redis-server",
    "--port",
    String(chosen),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const server = Bun.spawn(words, { stdout: "ignore", stderr: "inherit" });
  await untilListening(chosen, server);
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    freeze: () => server.kill("SIGSTOP"),
    thaw: () => server.kill("SIGCONT"),
    stop: async () => {
      server.kill("SIGKILL");
      await server.exited;
    },
  };
}

async function untilListening(port: number, server: Bun.Subprocess): Promise<void> {
  while (server.exitCode === null) {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } }).catch(
      () => undefined,
    );
    if (socket !== undefined) return void socket.end();
    await Bun.sleep(5);
  }
  throw new Error(`redis-server ended with ${server.exitCode}`);
}
