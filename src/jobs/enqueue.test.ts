import { describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { testDatabase } from "../testing/database.ts";
import { enqueue, enqueueMany } from "./enqueue.ts";
import { eventually, gate, workers } from "./fixtures/harness.ts";
import { defineJob } from "./job.ts";
import { PayloadError } from "./payload.ts";

const database = testDatabase();
const { start, row } = workers(database);

const payload = Type.Object({ userId: Type.String({ minLength: 3 }) });
const plain = defineJob("test.plain", { payload, run: async () => {} });
const unique = defineJob("test.unique", { payload, unique: ({ userId }) => userId, run: async () => {} });

describe("the payload", () => {
  test("that does not fit is refused where the mistake is, without repeating what was sent", async () => {
    const wrong = enqueue(database.db, plain, { userId: "x!" });
    await expect(wrong).rejects.toThrow(PayloadError);
    await expect(wrong).rejects.toThrow(
      /^The payload of test.plain does not fit its schema: \/userId: [^!]*$/,
    );
  });

  test.each([
    ["a bigint", 1n],
    ["a Date where text is expected", { userId: new Date(0), at: 1n }],
    ["nothing", undefined],
  ])("that is no JSON is refused: %s", async (_, value) => {
    await expect(enqueue(database.db, plain, value as never)).rejects.toThrow(PayloadError);
  });

  test("of many is refused as a whole", async () => {
    await expect(enqueueMany(database.db, plain, [{ userId: "fine" }, { userId: "" }])).rejects.toThrow(
      PayloadError,
    );
    expect(await database.sql`SELECT FROM jobs`).toHaveLength(0);
  });
});

describe("a unique job", () => {
  test("asked for 50 times at once is pending once", async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => enqueue(database.db, unique, { userId: "ann" })),
    );
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
    expect(await enqueue(database.db, unique, { userId: "bob" })).not.toBeNull();
  });

  test("is left out of many when it is pending or stands twice in the list", async () => {
    await enqueue(database.db, unique, { userId: "ann" });
    const list = ["ann", "bob", "bob", "cid"].map((userId) => ({ userId }));
    expect(await enqueueMany(database.db, unique, list)).toHaveLength(2);
  });

  test("may be asked for again when it is done or dead, not while it runs", async () => {
    const going = gate();
    const job = defineJob("test.unique", {
      payload,
      unique: ({ userId }) => userId,
      maxAttempts: 1,
      run: async ({ payload: { userId } }) => {
        await going.opened;
        if (userId === "bad") throw new Error("no");
      },
    });
    const { ended, worker } = await start([job]);
    const people = [{ userId: "ann" }, { userId: "bad" }];
    await enqueueMany(database.db, job, people);
    await eventually(async () => worker.running === 2);
    expect(await enqueueMany(database.db, job, people)).toHaveLength(0);
    going.open();
    await ended(2);
    expect(await enqueueMany(database.db, job, people)).toHaveLength(2);
  });
});

describe("when", () => {
  test("a delayed job waits, and others do not wait for it", async () => {
    const later = await enqueue(database.db, plain, { userId: "later" }, { delayMs: 60_000, priority: 9 });
    const moment = await enqueue(
      database.db,
      plain,
      { userId: "moment" },
      { runAt: new Date(Date.now() + 100) },
    );
    const { ended, runs } = await start([plain]);
    await enqueue(database.db, plain, { userId: "now" });
    await ended(2);
    expect(runs.map(({ id }) => id)).toContain(moment ?? "");
    expect(await row(later)).toMatchObject({ state: "ready" });
  });

  test("a job enqueued while the worker waits is called for, not found by looking", async () => {
    const { ended } = await start([plain], { timings: { pollMs: 3_600_000 } });
    await eventually(
      async () => (await database.sql`SELECT FROM job_workers WHERE waiting_for <> '{}'`).length === 1,
    );
    await enqueue(database.db, plain, { userId: "now" });
    await ended(1);
  });

  test("a job whose call got lost is found by looking", async () => {
    const { ended } = await start([plain]);
    await database.sql`ALTER TABLE jobs DISABLE TRIGGER jobs_notify_waiting`;
    await enqueue(database.db, plain, { userId: "now" });
    await ended(1);
    await database.sql`ALTER TABLE jobs ENABLE TRIGGER jobs_notify_waiting`;
  });

  test("nobody is called while all workers are busy", async () => {
    const heard: string[] = [];
    const unlisten = await database.db.listen("jobs", { notified: (payload) => heard.push(payload) });
    await enqueueMany(database.db, plain, [{ userId: "one" }, { userId: "two" }]);
    await database.sql`SELECT pg_notify('jobs', 'end')`;
    await eventually(async () => heard.includes("end"));
    expect(heard).toEqual(["end"]);
    await unlisten();
  });
});
