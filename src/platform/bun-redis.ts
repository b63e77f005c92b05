/**
 * Redis through Bun's own client, as much of it as counting needs. It never keeps a request waiting: without a connection, or
 * without an answer in time, it rejects, and whoever asks goes on without it for a while.
 */
import { RedisClient } from "bun";
import type { CounterStore } from "./platform.ts";

export interface BunRedisOptions {
  readonly url: string;
  /** Hears once when it stops answering, and once when it answers again. */
  readonly onChange: (answers: boolean, error?: unknown) => void;
}

export interface BunRedis extends CounterStore {
  close(): void;
}

const ANSWER_MS = 250;
const CONNECT_MS = 1000;
/** For so long nobody is made to wait for it again. */
const PAUSE_MS = 2000;

/** The largest number that the client takes. */
const FOREVER = 0xffff_ffff;

/** Connects with the first question. */
export function bunRedis({ url, onChange }: BunRedisOptions): BunRedis {
  const client = new RedisClient(url, {
    connectionTimeout: CONNECT_MS,
    // Questions are not kept for later: the request that asks is over by then.
    enableOfflineQueue: false,
    autoReconnect: true,
    maxRetries: FOREVER,
  });
  let connecting: Promise<unknown> | undefined;
  let pausedUntil = 0;

  async function ask(command: string, args: string[]): Promise<unknown> {
    connecting ??= client.connect();
    await connecting;
    return await client.send(command, args);
  }

  function paused(error: unknown): never {
    if (pausedUntil === 0) onChange(false, error);
    pausedUntil = Date.now() + PAUSE_MS;
    // A connection that could not be made at all is tried anew.
    if (!client.connected) connecting = undefined;
    throw error;
  }

  return {
    async eval(script, { keys, arguments: args }) {
      if (Date.now() < pausedUntil) throw new Error("Redis does not answer at the moment");
      const reply = await within(
        ANSWER_MS,
        ask("EVAL", [script, String(keys.length), ...keys, ...args]),
      ).catch(paused);
      if (pausedUntil !== 0) onChange(true);
      pausedUntil = 0;
      return reply;
    },
    close: () => client.close(),
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
