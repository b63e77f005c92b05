/** What the table guards, whatever the engine: leases, fences, ends. */
import { describe, expect, test } from "bun:test";
import { context, trace } from "@opentelemetry/api";
import { Type } from "@sinclair/typebox";
import { AppError } from "../errors.ts";
import {
  destroyJobQueuePause,
  insertJobQueuePause,
  modifyJobsAsCancelled,
  modifyJobsAsRetried,
  modifyJobsWithExpiredLeaseQuery,
} from "../repositories/jobs.ts";
import { testDatabase } from "../testing/database.ts";
import { recordSpans } from "../testing/spans.ts";
import { fixed } from "./backoff.ts";
import type { Engine } from "./engine.ts";
import { createPoolEngine } from "./engines/pool.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { LeaseLost, PermanentFailure, RetryLater } from "./failure.ts";
import { eventually, gate, untilAborted, workers } from "./fixtures/harness.ts";
import { defineJob } from "./job.ts";

const database = testDatabase();
const spans = recordSpans();
const { start, row } = workers(database);

const payload = Type.Object({ n: Type.Number() });

describe("how a job ends", () => {
  test.each([
    ["a permanent failure", new PermanentFailure("no such user"), "PermanentFailure: no such user"],
    [
      "a client's mistake",
      new AppError("not_found"),
      "AppError: There is nothing here, or nothing that you may see.",
    ],
  ])("%s is dead at once, with its message", async (_, error, message) => {
    const job = defineJob("test.permanent", { payload, run: () => Promise.reject(error) });
    const { ended, failures } = await start([job]);
    const id = await enqueue(database.db, job, { n: 1 });
    await ended(1, "dead");
    expect(await row(id)).toMatchObject({ state: "dead", attempts: 1, errors: [{ attempt: 1, message }] });
    expect(failures).toMatchObject([{ id, name: "test.permanent", outcome: "dead", error }]);
  });

  test("a service of ours that is unavailable is tried again", async () => {
    const job = defineJob("test.unavailable", {
      payload,
      backoff: fixed(0),
      run: async ({ attempt }) => {
        if (attempt === 1) throw new AppError("unavailable");
      },
    });
    const { ended } = await start([job]);
    await enqueue(database.db, job, { n: 1 });
    await ended(1, "done");
  });

  test("who was told when to come back waits so long, and not as the backoff says", async () => {
    const job = defineJob("test.later", {
      payload,
      backoff: fixed(0),
      run: () => Promise.reject(new RetryLater(3_600_000, "slow down")),
    });
    const { ended } = await start([job]);
    const id = await enqueue(database.db, job, { n: 1 });
    await ended(1, "retry");
    const [{ minutes }] =
      await database.sql`SELECT extract(epoch FROM run_at - now())::int / 60 AS minutes FROM jobs WHERE id = ${id}`;
    expect(minutes).toBeOneOf([59, 60]);
  });

  test("a payload of an old shape is dead, and says where it does not fit", async () => {
    const job = defineJob("test.shape", { payload, run: async () => {} });
    const { ended } = await start([job]);
    const [{ id }] =
      await database.sql`INSERT INTO jobs (name, payload) VALUES ('test.shape', '{"m": "secret"}') RETURNING id`;
    await ended(1, "dead");
    expect((await row(id)).errors[0]?.message).toBe(
      "PayloadError: The payload of test.shape does not fit its schema: /n: Expected required property; /n: Expected number",
    );
  });

  test("a job whose handler was removed is dead once no newer release has taken it, and holds up nobody", async () => {
    const known = defineJob("test.known", { payload, run: async () => {} });
    const [{ id }] =
      await database.sql`INSERT INTO jobs (name, payload, run_at) VALUES ('test.removed', '{}', now() - interval '30 min') RETURNING id`;
    const patient = await start([known]);
    await enqueue(database.db, known, { n: 1 });
    await patient.ended(1, "done");
    expect(await row(id)).toMatchObject({ state: "ready" });
    await start([known], { timings: { unknownJobMs: 1_000 } });
    await eventually(async () => (await row(id)).state === "dead");
    expect((await row(id)).errors[0]?.message).toBe(
      'No handler: this release has no job named "test.removed".',
    );
  });

  test("results and errors that Postgres cannot store as they are do not keep a job from ending", async () => {
    const job = defineJob("test.nul", {
      payload,
      maxAttempts: 1,
      run: async ({ payload: { n } }) => {
        if (n === 1) return { text: "a\u0000b" };
        if (n === 2) return 1n;
        throw new Error("\u0000\ud83d");
      },
    });
    const { ended } = await start([job]);
    const ids = await enqueueMany(database.db, job, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    await ended(3);
    const [first, second, third] = await Promise.all(ids.map(row));
    expect(first).toMatchObject({ state: "done", result: { text: "a\ufffdb" } });
    expect(second).toMatchObject({ state: "done", result: null });
    expect(third).toMatchObject({ state: "dead", errors: [{ message: "\ufffd\ufffd" }] });
  });

  test("a job that runs for many leases is started once", async () => {
    const long = gate();
    const job = defineJob("test.long", { payload, leaseMs: 1_000, run: async () => await long.opened });
    const { ended } = await start([job], { timings: { heartbeatMs: 50 } });
    await start([]);
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(async () => (await row(id)).state === "running");
    const [{ until }] =
      await database.sql`SELECT lease_expires_at + interval '1.5 s' AS until FROM jobs WHERE id = ${id}`;
    await eventually(
      async () =>
        (await database.sql`SELECT FROM jobs WHERE id = ${id} AND lease_expires_at > ${until}`).length === 1,
    );
    long.open();
    await ended(1, "done");
    expect(await row(id)).toMatchObject({ state: "done", runs: 1, attempts: 1 });
  });
});

test("a job that is being started while its worker stops does not begin", async () => {
  const begun: number[] = [];
  const job = defineJob("test.begins", {
    payload,
    run: async ({ payload: { n }, signal }) => {
      begun.push(n);
      await untilAborted(signal);
    },
  });
  const pool = createPoolEngine();
  const push = gate();
  const engine: Engine = {
    name: "late",
    shared: false,
    work: (queues, deliver) => pool.work(queues, deliver),
    close: () => pool.close(),
    push: async (deliveries) => {
      await push.opened;
      await pool.push(deliveries);
    },
  };
  const one = await start([job], { engine });
  const id = await enqueue(database.db, job, { n: 1 });
  await eventually(async () => (await row(id)).state === "queued");
  let stopped: Promise<void> | undefined;
  await database.sql.begin(async (tx) => {
    await tx`SELECT FROM jobs WHERE id = ${id} FOR UPDATE`;
    push.open();
    await eventually(async () => (await database.sql`SELECT FROM pg_locks WHERE NOT granted`).length > 0);
    stopped = one.stop(0);
  });
  await stopped;
  expect(begun).toEqual([]);
  expect(await row(id)).toMatchObject({ state: "ready", attempts: 0 });
});

test("what a process ran before it was reloaded runs again at once, at no attempt", async () => {
  const before = defineJob("test.reloaded", { payload, run: ({ signal }) => untilAborted(signal) });
  const after = defineJob("test.reloaded", { payload, run: async () => {} });
  const former = await start([before], { timings: silentForLong, queues: { default: 1 } });
  const id = await enqueue(database.db, before, { n: 1 });
  await eventually(async () => former.worker.running === 1);
  const { ended } = await start([after], { reloads: true });
  await ended(1, "done");
  expect(await row(id)).toMatchObject({ state: "done", attempts: 1, runs: 2, errors: [] });
});

const silentForLong = { heartbeatMs: 3_600_000, recoveryMs: 3_600_000 };

/** As when a worker is silent for too long; in one transaction, so that no heartbeat comes in between. */
const takeBack = (id: string | null) =>
  database.sql.begin(async (tx) => {
    await tx`UPDATE jobs SET lease_expires_at = now() - interval '1 s' WHERE id = ${id}`;
    await tx.unsafe(modifyJobsWithExpiredLeaseQuery.text);
  });

describe("a run that lost its lease", () => {
  test("is stopped; the job runs again, and the lost run counts as an attempt and says what happened", async () => {
    const reasons: unknown[] = [];
    const job = defineJob("test.lost", {
      payload,
      maxAttempts: 2,
      run: async ({ signal, attempt }) => {
        if (attempt === 1) await untilAborted(signal).catch((reason) => reasons.push(reason));
      },
    });
    const { ended, worker } = await start([job]);
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(async () => worker.running === 1);
    await takeBack(id);
    await Promise.all([ended(1, "lost"), ended(1, "done")]);
    expect(reasons).toEqual([expect.any(LeaseLost)]);
    const { errors, ...rest } = await row(id);
    expect(rest).toMatchObject({ state: "done", attempts: 2, runs: 2 });
    expect(errors[0]?.message).toStartWith("The lease expired: the worker died");
  });

  test("commits nothing any more, even if nobody told it", async () => {
    const late = gate();
    const job = defineJob("test.zombie", {
      payload,
      run: async ({ commit, attempt }) => {
        if (attempt === 1) await late.opened;
        await commit(async (tx) => void (await enqueue(tx, note, { n: attempt })));
      },
    });
    const note = defineJob("test.note", { payload, queue: "nobody", run: async () => {} });
    const zombie = await start([job], { timings: silentForLong, queues: { default: 1 } });
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(async () => zombie.worker.running === 1);
    await takeBack(id);
    const other = await start([job]);
    await other.ended(1, "done");
    late.open();
    await zombie.ended(1, "lost");
    const notes = await database.sql`SELECT payload FROM jobs WHERE name = 'test.note'`;
    expect(notes.map((found: { payload: unknown }) => found.payload)).toEqual([{ n: 2 }]);
    expect(await row(id)).toMatchObject({ state: "done", runs: 2 });
  });

  test("neither finishes nor fails the job that another run has", async () => {
    const ends = [gate(), gate()];
    const job = defineJob("test.late", {
      payload,
      run: async ({ payload: { n }, attempt, signal }) => {
        // The next run is not over yet, wherever it is.
        if (attempt > 1) return await untilAborted(signal);
        await ends[n]?.opened;
        if (n === 1) throw new Error("too late");
        return "too late";
      },
    });
    const zombie = await start([job], { timings: silentForLong, queues: { default: 2 } });
    const ids = await enqueueMany(database.db, job, [{ n: 0 }, { n: 1 }]);
    await eventually(async () => zombie.worker.running === 2);
    for (const id of ids) await takeBack(id);
    for (const end of ends) end.open();
    await zombie.ended(2, "lost");
    for (const id of ids) {
      const job = await row(id);
      expect(job).toMatchObject({ result: null, errors: [{ attempt: 1 }] });
      expect(["done", "dead"]).not.toContain(job?.state);
    }
  });

  test("that was the last attempt leaves the job dead", async () => {
    const job = defineJob("test.last", {
      payload,
      maxAttempts: 1,
      run: ({ signal }) => untilAborted(signal),
    });
    const { ended, worker } = await start([job]);
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(async () => worker.running === 1);
    await takeBack(id);
    await ended(1, "lost");
    expect(await row(id)).toMatchObject({ state: "dead", attempts: 1 });
  });
});

describe("commit", () => {
  test("does its work and ends the job in one transaction; a failure after it changes nothing", async () => {
    const job = defineJob("test.commit", {
      payload,
      run: async ({ commit }) => {
        await commit(async () => ({ sent: 1 }));
        throw new Error("after");
      },
    });
    const { ended, failures } = await start([job]);
    const id = await enqueue(database.db, job, { n: 1 });
    await ended(1, "done");
    expect(await row(id)).toMatchObject({ state: "done", result: { sent: 1 }, errors: [] });
    expect(failures).toMatchObject([{ outcome: "done" }]);
  });

  test("that fails undoes its work, and the job is tried again", async () => {
    const note = defineJob("test.note", { payload, queue: "nobody", run: async () => {} });
    const job = defineJob("test.undone", {
      payload,
      backoff: fixed(0),
      run: async ({ commit, attempt }) =>
        await commit(async (tx) => {
          await enqueue(tx, note, { n: attempt });
          if (attempt === 1) throw new Error("no");
        }),
    });
    const { ended } = await start([job]);
    await enqueue(database.db, job, { n: 1 });
    await ended(1, "done");
    const notes = await database.sql`SELECT payload FROM jobs WHERE name = 'test.note'`;
    expect(notes.map((found: { payload: unknown }) => found.payload)).toEqual([{ n: 2 }]);
  });
});

describe("cancelling", () => {
  test("what runs is told to stop at once, and is cancelled when it does", async () => {
    const job = defineJob("test.cancel", { payload, run: ({ signal }) => untilAborted(signal) });
    const { ended, worker } = await start([job], { timings: { heartbeatMs: 3_600_000 } });
    const id = await enqueue(database.db, job, { n: 1 });
    await eventually(async () => worker.running === 1);
    await modifyJobsAsCancelled(database.db, { ids: [id] });
    await ended(1, "cancelled");
    expect(await row(id)).toMatchObject({ state: "cancelled", errors: [] });
  });

  test("what waits never runs", async () => {
    const job = defineJob("test.cancel", { payload, run: async () => {} });
    const id = await enqueue(database.db, job, { n: 1 });
    await modifyJobsAsCancelled(database.db, { ids: [id] });
    const { ended } = await start([job]);
    await enqueue(database.db, job, { n: 2 });
    await ended(1);
    expect(await row(id)).toMatchObject({ state: "cancelled", runs: 0 });
  });
});

describe("dead jobs", () => {
  test("are retried with all their attempts, unless the same one is pending again", async () => {
    const unique = { payload, maxAttempts: 1, unique: () => "only" };
    const failing = defineJob("test.dead", { ...unique, run: () => Promise.reject(new Error("no")) });
    const one = await start([failing]);
    const ids: (string | null)[] = [];
    for (const n of [1, 2]) {
      ids.push(await enqueue(database.db, failing, { n }));
      await one.ended(n, "dead");
    }
    await one.stop();
    const retried = await modifyJobsAsRetried(database.db, { ids });
    expect(retried.map(({ id }) => id)).toEqual([ids[1] ?? ""]);
    expect(await modifyJobsAsRetried(database.db, { ids })).toEqual([]);
    const fine = defineJob("test.dead", { ...unique, run: async () => {} });
    const two = await start([fine]);
    await two.ended(1, "done");
    expect(await row(ids[1] ?? null)).toMatchObject({
      state: "done",
      attempts: 1,
      errors: [{ message: "no" }],
    });
  });
});

describe("a paused queue", () => {
  test("starts nothing until it is resumed; others go on", async () => {
    const paused = defineJob("test.paused", { payload, queue: "paused", run: async () => {} });
    const other = defineJob("test.other", { payload, run: async () => {} });
    await insertJobQueuePause(database.db, { queue: "paused" });
    const { ended, runs } = await start([paused, other], { queues: { paused: 1, default: 1 } });
    await enqueue(database.db, paused, { n: 1 });
    await enqueue(database.db, other, { n: 1 });
    await ended(1);
    expect(runs.map(({ queue }) => queue)).toEqual(["default"]);
    await destroyJobQueuePause(database.db, { queue: "paused" });
    await ended(2);
  });
});

describe("claiming ahead", () => {
  const long = () => {
    const end = gate();
    const job = defineJob("test.ahead", {
      payload,
      run: async ({ payload: { n } }) => await (n === 0 ? end.opened : undefined),
    });
    return { job, open: end.open };
  };
  const numbers = (count: number, first: number) =>
    Array.from({ length: count }, (_, n) => ({ n: n + first }));

  test("a worker that knows jobs as long leaves what it cannot begin to others", async () => {
    const { job, open } = long();
    const busy = await start([job], { queues: { default: 1 } });
    await enqueue(database.db, job, { n: 0 });
    await eventually(async () => busy.worker.running === 1);
    await enqueueMany(database.db, job, numbers(3, 1));
    const other = await start([job], { queues: { default: 1 } });
    await other.ended(3, "done");
    open();
  });

  test("what was claimed behind one that turned out to be long is given back to others, at no attempt", async () => {
    const { job, open } = long();
    const busy = await start([job], { queues: { default: 1 }, timings: { waitMs: 100 } });
    await enqueueMany(database.db, job, numbers(100, 1));
    await busy.ended(100, "done");
    await enqueueMany(database.db, job, numbers(8, 0));
    await eventually(async () => busy.worker.running === 1);
    const other = await start([job], { queues: { default: 1 } });
    const done = await other.ended(7, "done");
    expect(done.map(({ attempt }) => attempt)).toEqual(Array(7).fill(1));
    open();
  });
});

test("progress: the newest is written, the last is never missing", async () => {
  const seen = gate();
  const job = defineJob("test.progress", {
    payload,
    run: async ({ progress }) => {
      progress(0.25, "a quarter");
      await seen.opened;
      for (let step = 0; step <= 1_000; step++) progress(step / 1_000, `step ${step}`);
    },
  });
  const { ended } = await start([job]);
  const id = await enqueue(database.db, job, { n: 1 });
  await eventually(async () => (await row(id)).progress === 0.25);
  seen.open();
  await ended(1);
  expect(await row(id)).toMatchObject({ progress: 1, progress_note: "step 1000" });
});

test("a job's span, with its queries by title, is in the trace of whoever enqueued it", async () => {
  const note = defineJob("test.note", { payload, queue: "nobody", run: async () => {} });
  const job = defineJob("test.traced", {
    payload,
    run: async ({ db }) => void (await enqueue(db, note, { n: 1 })),
  });
  const { ended } = await start([job]);
  const request = trace.getTracer("test").startSpan("POST /signup");
  await context.with(trace.setSpan(context.active(), request), () => enqueue(database.db, job, { n: 1 }));
  request.end();
  await ended(1);
  const found = await spans.of(request.spanContext().traceId);
  expect(found.map(({ name }) => name)).toEqual([
    "POST /signup",
    "InsertJob",
    "job test.traced",
    "InsertJob",
  ]);
  const [, , run, query] = found;
  expect(run?.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
  expect(query?.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
});
