import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { modifyJobSchedulePaused } from "../repositories/jobs.ts";
import { testDatabase } from "../testing/database.ts";
import { workers } from "./fixtures/harness.ts";
import { defineJob } from "./job.ts";
import { declareSchedules, tick } from "./scheduler.ts";

const database = testDatabase();
const { start } = workers(database);

const scheduled = (name: string, cron = "0 3 * * *", timezone = "UTC") =>
  defineJob(name, {
    payload: Type.Object({ n: Type.Number() }),
    schedule: { cron, timezone, payload: { n: 1 } },
    run: async () => {},
  });

const nightly = scheduled("test.nightly");
const declare = (...jobs: ReturnType<typeof scheduled>[]) => declareSchedules(database.db, jobs, new Date());
const due = (ago: string, name = "test.nightly") =>
  database.sql`UPDATE job_schedules SET next_run_at = date_trunc('minute', now() - ${ago}::interval) WHERE name = ${name}`;
const jobs = async () => [...(await database.sql`SELECT name, run_at, payload, state FROM jobs ORDER BY id`)];
const schedule = async (name = "test.nightly") =>
  (await database.sql`SELECT * FROM job_schedules WHERE name = ${name}`)[0];

test("a slot that has come is one job, and the next slot is the next of the pattern", async () => {
  await declare(nightly);
  await tick(database.db);
  expect(await jobs()).toHaveLength(0);
  await due("1 second");
  const { next_run_at: slot } = await schedule();
  await tick(database.db);
  await tick(database.db);
  expect(await jobs()).toMatchObject([
    { name: "test.nightly", run_at: slot, payload: { n: 1 }, state: "ready" },
  ]);
  const { next_run_at: next, last_run_at: last } = await schedule();
  expect(last).toEqual(slot);
  expect(next.toISOString()).toEndWith("T03:00:00.000Z");
  expect(next.getTime()).toBeGreaterThan(Date.now());
});

test("20 ticks at once make one job", async () => {
  await declare(nightly, scheduled("test.hourly", "0 * * * *"));
  await due("1 second");
  await due("1 second", "test.hourly");
  await Promise.all(Array.from({ length: 20 }, () => tick(database.db)));
  expect((await jobs()).map(({ name }: { name: string }) => name).sort()).toEqual([
    "test.hourly",
    "test.nightly",
  ]);
});

test("slots that passed while no worker was up are one job", async () => {
  await declare(scheduled("test.minutely", "* * * * *"));
  await due("3 hours", "test.minutely");
  await tick(database.db);
  await tick(database.db);
  expect(await jobs()).toHaveLength(1);
});

test("a job of the slot before that still runs does not keep the next from being enqueued", async () => {
  await declare(nightly);
  await due("2 minutes");
  await tick(database.db);
  await due("1 minute");
  await tick(database.db);
  expect(await jobs()).toHaveLength(2);
});

test("paused, slots pass without a job and are not made up for", async () => {
  await declare(nightly);
  await modifyJobSchedulePaused(database.db, { name: "test.nightly", paused: true });
  await due("1 second");
  await tick(database.db);
  await modifyJobSchedulePaused(database.db, { name: "test.nightly", paused: false });
  await tick(database.db);
  expect(await jobs()).toHaveLength(0);
  expect((await schedule()).next_run_at.getTime()).toBeGreaterThan(Date.now());
});

test("a restart moves no slot; a new pattern or zone does; what the code has no more is forgotten", async () => {
  await declare(nightly, scheduled("test.old"));
  await due("1 second");
  const before = await schedule();
  await declare(nightly);
  expect(await schedule()).toEqual(before);
  expect(await schedule("test.old")).toBeUndefined();
  await declare(scheduled("test.nightly", "0 3 * * *", "Europe/Berlin"));
  expect((await schedule()).next_run_at.getTime()).toBeGreaterThan(Date.now());
});

test("workers declare and run what is scheduled, three of them as well as one", async () => {
  const all = [await start([nightly]), await start([nightly]), await start([nightly])];
  while ((await schedule()) === undefined) await Bun.sleep(5);
  await due("1 second");
  await Promise.race(all.map(({ ended }) => ended(1)));
  expect(await jobs()).toMatchObject([{ state: "done" }]);
});
