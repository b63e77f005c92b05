import { describe, expect, test } from "bun:test";
import type { Connection, ConnectOptions, Driver, Reply, Rows } from "../driver.ts";
import { Call } from "./call.ts";
import type { Lane } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import { Pace, WHOLE } from "./pace.ts";

/** A connection whose answers the test gives. */
class FakeConnection implements Connection {
  readonly #replies: PromiseWithResolvers<Rows>[] = [];
  closed = false;
  send(): Reply {
    const reply = Promise.withResolvers<Rows>();
    this.#replies.push(reply);
    return Object.assign(reply.promise, { cancel: () => undefined });
  }
  answer(): void {
    this.#replies.shift()?.resolve(Object.assign([], { count: 0 }));
  }
  close(): void {
    this.closed = true;
  }
}

const connections: FakeConnection[] = [];
const driver: Driver = {
  connect: async (_: ConnectOptions) => {
    const connection = new FakeConnection();
    connections.push(connection);
    return connection;
  },
  listen: async () => async () => undefined,
  fault: (error) => ({
    message: String(error),
    sqlstate: undefined,
    constraint: undefined,
    table: undefined,
    column: undefined,
    hint: undefined,
    lost: false,
    stale: false,
  }),
};

const silent = { changed: () => undefined, failed: () => undefined, unreachable: () => undefined };

/** As many connections, all idle. */
async function lanesOf(count: number): Promise<Lanes> {
  const lanes = new Lanes(
    { driver, url: "postgres://a/b", max: count, prepare: true, acquireMs: 1000 },
    silent,
  );
  lanes.grow(count);
  while (lanes.all.length < count) await Promise.resolve();
  return lanes;
}

const fast = new Pace();
fast.learn(0.05);

function call(pace = fast, pure = true): Call {
  const limits = { waitUntil: Infinity, deadline: Infinity, runMs: 1000 };
  return new Call(
    { text: "", values: [] },
    { pure, pace },
    limits,
    false,
    () => undefined,
    () => undefined,
  );
}

function send(lanes: Lanes, sent: Call, now = performance.now()): Lane | undefined {
  const lane = lanes.choose(sent.share(), now);
  lane?.send(sent, now);
  return lane;
}

describe("the connection for a statement", () => {
  test("is the busy one for the fast ones, 16 at most, then an idle one", async () => {
    const lanes = await lanesOf(2);
    const chosen = Array.from({ length: 33 }, () => send(lanes, call()));
    expect(chosen.slice(0, 16).every((lane) => lane === lanes.all[0])).toBe(true);
    expect(chosen.slice(16, 32).every((lane) => lane === lanes.all[1])).toBe(true);
    expect(chosen[32]).toBeUndefined();
  });

  test("is its own when nothing is known of it, or when it may change something", async () => {
    const lanes = await lanesOf(3);
    const chosen = [call(), call(new Pace()), call(fast, false)].map((each) => send(lanes, each));
    expect(new Set(chosen).size).toBe(3);
    expect(send(lanes, call())).toBe(chosen[0]);
  });

  test("is never behind an answer that is out for long", async () => {
    const lanes = await lanesOf(2);
    const now = performance.now();
    const first = send(lanes, call(), now);
    expect(lanes.choose(1 / 16, now + 1)).toBe(first);
    expect(lanes.choose(1 / 16, now + 20)).toBe(lanes.all[1]);
    expect(first?.stuck(now + 20)).toEqual([]);
  });

  test("is not one that was unused for a minute: that one is closed", async () => {
    const lanes = await lanesOf(1);
    const [old] = connections.slice(-1);
    expect(lanes.choose(WHOLE, performance.now() + 59_000)).toBe(lanes.all[0]);
    expect(lanes.choose(WHOLE, performance.now() + 61_000)).toBeUndefined();
    expect(old?.closed).toBe(true);
    expect(lanes.all).toHaveLength(0);
  });

  test("is not one that a transaction holds, nor one that is given up", async () => {
    const lanes = await lanesOf(3);
    const [held, retired, free] = lanes.all;
    if (held !== undefined) held.claimed = true;
    if (retired !== undefined) lanes.retire(retired, performance.now());
    expect(lanes.choose(WHOLE, performance.now())).toBe(free);
  });
});

test("those behind an answer that does not come are found, and once only", async () => {
  const lanes = await lanesOf(1);
  const now = performance.now();
  const [head, second, third] = [call(), call(), call()];
  for (const each of [head, second, third]) send(lanes, each, now);
  const [lane] = lanes.all;
  expect(lane?.stuck(now + 1)).toEqual([]);
  expect(lane?.stuck(now + 20)).toEqual([second, third]);
  for (const each of [second, third]) each.again(now + 1000);
  expect(lane?.stuck(now + 20)).toEqual([]);
});

test("a copy is not sent when the original was answered meanwhile", async () => {
  const lanes = await lanesOf(2);
  const original = call();
  const lane = send(lanes, original);
  const copy = original.again(performance.now() + 1000);
  connections.at(-2)?.answer();
  while (lane?.flight.length !== 0) await Promise.resolve();
  const other = lanes.all[1];
  if (other !== undefined) copy.start(other, performance.now());
  expect(other?.flight).toEqual([]);
});
