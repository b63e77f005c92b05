/** What every engine must keep to: one suite over all of them. */
import { describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { testDatabase } from "../testing/database.ts";
import { fixed } from "./backoff.ts";
import type { Engine } from "./engine.ts";
import { createEmbeddedBunqueueEngine } from "./engines/bunqueue-embedded.ts";
import { createBunqueueServerEngine } from "./engines/bunqueue-server.ts";
import { createPoolEngine } from "./engines/pool.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { broker } from "./fixtures/broker.ts";
import { eventually, gate, silent, untilAborted, workers } from "./fixtures/harness.ts";
import { type Actor, defineJob } from "./job.ts";

const database = testDatabase();
const { start, row } = workers(database);
const server = broker({ token: "s3cret" });

const engines: Record<string, () => Engine> = {
  pool: createPoolEngine,
  "bunqueue embedded": createEmbeddedBunqueueEngine,
  "bunqueue server": () => createBunqueueServerEngine({ url: server.url, log: silent }),
};

const payload = Type.Object({ n: Type.Number() });
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

describe.each(Object.keys(engines))("%s", (name) => {
  const engine = () => (engines[name] ?? createPoolEngine)();

  test("what is committed runs once, what is rolled back never", async () => {
    const seen: number[] = [];
    const job = defineJob("test.seen", { payload, run: async ({ payload: { n } }) => void seen.push(n) });
    const { ended } = await start([job], { engine: engine() });
    const undone = database.db.transaction(async (tx) => {
      await enqueue(tx, job, { n: -1 });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    await database.db.transaction(async (tx) => void (await enqueueMany(tx, job, numbers(50))));
    await ended(50);
    expect(seen.sort((a, b) => a - b)).toEqual(numbers(50).map(({ n }) => n));
  });

  test("a job is told its payload, who asked for it, and which attempt it is; its result is kept", async () => {
    const by: Actor = { userId: crypto.randomUUID(), organizationId: crypto.randomUUID() };
    const job = defineJob("test.echo", {
      payload,
      run: async ({ payload, userId, organizationId, attempt }) => ({
        payload,
        userId,
        organizationId,
        attempt,
      }),
    });
    const { ended } = await start([job], { engine: engine() });
    const id = await enqueue(database.db, job, { n: 7 }, { by });
    await ended(1);
    expect(await row(id)).toMatchObject({
      state: "done",
      attempts: 1,
      result: { payload: { n: 7 }, ...by, attempt: 1 },
    });
  });

  test("failures are tried again at once with no backoff, each job until its last attempt", async () => {
    const job = defineJob("test.second-time", {
      payload,
      maxAttempts: 3,
      backoff: fixed(0),
      run: async ({ payload: { n }, attempt }) => {
        if (n === 0 || attempt < 2) throw new Error(`attempt ${attempt}`);
      },
    });
    const { ended, failures } = await start([job], { engine: engine(), queues: { default: 20 } });
    const [dead, ...others] = await enqueueMany(database.db, job, numbers(100));
    await Promise.all([ended(99, "done"), ended(1, "dead")]);
    expect(await row(others[0] ?? null)).toMatchObject({ state: "done", attempts: 2 });
    const { state, errors } = await row(dead ?? null);
    expect({ state, messages: errors.map(({ message }) => message) }).toEqual({
      state: "dead",
      messages: ["attempt 1", "attempt 2", "attempt 3"],
    });
    expect(failures.filter(({ outcome }) => outcome === "dead")).toHaveLength(1);
  });

  test("a queue runs as many jobs at once as it may, and never more; queues do not wait for each other", async () => {
    let now = 0;
    let most = 0;
    const full = gate();
    const slow = defineJob("test.slow", {
      payload,
      queue: "slow",
      run: async () => {
        now += 1;
        most = Math.max(most, now);
        await full.opened;
        now -= 1;
      },
    });
    const quick = defineJob("test.quick", { payload, run: async () => {} });
    const { ended, worker } = await start([slow, quick], {
      engine: engine(),
      queues: { slow: 3, default: 2 },
    });
    await enqueueMany(database.db, slow, numbers(12));
    await eventually(async () => worker.running === 3);
    await enqueueMany(database.db, quick, numbers(10));
    expect((await ended(10)).map(({ queue }) => queue)).toEqual(Array(10).fill("default"));
    full.open();
    await ended(22);
    expect(most).toBe(3);
  });

  test("the more urgent runs first", async () => {
    const order: number[] = [];
    const job = defineJob("test.order", { payload, run: async ({ payload: { n } }) => void order.push(n) });
    for (const n of [0, 5, 1, 5, 3]) await enqueue(database.db, job, { n }, { priority: n });
    const { ended } = await start([job], { engine: engine(), queues: { default: 1 } });
    await ended(5);
    expect(order).toEqual([5, 5, 3, 1, 0]);
  });

  test("a delivery that comes a second time, late, or of a cancelled job starts nothing", async () => {
    const seen: number[] = [];
    const job = defineJob("test.once", { payload, run: async ({ payload: { n } }) => void seen.push(n) });
    const delivering = engine();
    const { ended } = await start([job], { engine: delivering });
    const id = (await enqueue(database.db, job, { n: 1 })) ?? "";
    await ended(1);
    const [cancelled] = await database.sql`INSERT INTO jobs (name, payload, state, finished_at)
      VALUES ('test.once', '{"n": 2}', 'cancelled', now()) RETURNING id`;
    const again = { name: job.name, queue: "default", priority: 0, run: 0 };
    await delivering.push([
      { ...again, id },
      { ...again, id: cancelled.id },
      { ...again, id, run: 1 },
    ]);
    await enqueue(database.db, job, { n: 3 });
    await ended(2);
    expect(seen).toEqual([1, 3]);
  });

  test("a job that hangs is given up at its timeout, with its signal aborted, and others go on", async () => {
    const reasons: unknown[] = [];
    const minds = defineJob("test.minds", {
      payload,
      timeoutMs: 50,
      maxAttempts: 1,
      run: async ({ signal }) =>
        await untilAborted(signal).catch((error) => Promise.reject(reasons.push(error) && error)),
    });
    const deaf = defineJob("test.deaf", {
      payload,
      timeoutMs: 50,
      maxAttempts: 1,
      run: () => new Promise(() => {}),
    });
    const fine = defineJob("test.fine", { payload, run: async () => {} });
    const { ended } = await start([minds, deaf, fine], { engine: engine(), queues: { default: 2 } });
    const ids = [await enqueue(database.db, minds, { n: 1 }), await enqueue(database.db, deaf, { n: 2 })];
    await enqueue(database.db, fine, { n: 3 });
    await Promise.all([ended(1, "done"), ended(2, "dead")]);
    expect(reasons).toHaveLength(1);
    for (const id of ids) {
      expect((await row(id)).errors[0]?.message).toBe(
        "JobTimeout: The job did not finish within its timeout of 50 ms.",
      );
    }
  });

  test("stopping lets runs finish, and gives back what has not begun without an attempt", async () => {
    const going = gate();
    const job = defineJob("test.drain", { payload, run: async () => await going.opened });
    const one = await start([job], { engine: engine(), queues: { default: 2 } });
    const ids = await enqueueMany(database.db, job, numbers(6));
    await eventually(async () => one.worker.running === 2);
    const stopped = one.stop();
    going.open();
    await stopped;
    const rows = await Promise.all(ids.map(row));
    const done = rows.filter(({ state }) => state === "done");
    expect(done.length).toBeGreaterThanOrEqual(2);
    for (const { state, attempts } of rows)
      expect({ state, attempts }).toEqual({ state, attempts: state === "done" ? 1 : 0 });
    const next = await start([job], { engine: engine(), timings: { deliveryMs: 100 } });
    await next.ended(6 - done.length, "done");
  });

  test("what does not finish in time when stopping is given back and runs again, with all its attempts", async () => {
    const job = defineJob("test.long", {
      payload,
      maxAttempts: 1,
      run: async ({ signal, payload: { n } }) =>
        n === 1 ? await untilAborted(signal) : await new Promise(() => {}),
    });
    const one = await start([job], { engine: engine() });
    const ids = await enqueueMany(database.db, job, numbers(2));
    await eventually(async () => one.worker.running === 2);
    await one.stop(10);
    for (const id of ids)
      expect(await row(id)).toMatchObject({ state: "ready", attempts: 0, runs: 1, errors: [] });
    const again = defineJob("test.long", { payload, run: async ({ attempt }) => attempt });
    const next = await start([again], { engine: engine() });
    await next.ended(2, "done");
    for (const id of ids)
      expect(await row(id)).toMatchObject({ state: "done", result: 1, attempts: 1, runs: 2 });
  });
});

describe("a bunqueue server", () => {
  const engine = () => createBunqueueServerEngine({ url: server.url, log: silent });
  const job = defineJob("test.server", { payload, run: async () => {} });

  test("is a common queue: what one worker claims, another may run", async () => {
    const both = [await start([job], { engine: engine() }), await start([job], { engine: engine() })];
    await enqueueMany(database.db, job, numbers(200));
    await eventually(async () => both.reduce((sum, { runs }) => sum + runs.length, 0) === 200);
    expect(
      (await database.sql`SELECT count(*)::int AS n FROM jobs WHERE state = 'done' AND attempts = 1`)[0].n,
    ).toBe(200);
  });

  test("that loses everything loses no job: they are delivered again", async () => {
    const hold = gate();
    const held = defineJob("test.held", { payload, run: async () => await hold.opened });
    const one = await start([held], {
      engine: engine(),
      queues: { default: 1 },
      timings: { deliveryMs: 200 },
    });
    await enqueueMany(database.db, held, numbers(5));
    await eventually(async () => one.worker.running === 1);
    await server.kill();
    await server.restart();
    hold.open();
    await one.ended(5, "done");
  });

  test("that is away is waited for: jobs stay ready and lose no attempt", async () => {
    await server.kill();
    const one = await start([job], { engine: engine(), timings: { pushTimeoutMs: 100 } });
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(
      async () => (await database.sql`SELECT 1 FROM jobs WHERE id = ${id} AND state = 'queued'`).length === 1,
    );
    await eventually(async () => (await row(id)).state === "ready");
    await server.restart();
    await one.ended(1, "done");
    expect(await row(id)).toMatchObject({ attempts: 1 });
  });
});
