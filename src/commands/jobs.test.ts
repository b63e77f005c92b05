import { afterEach, describe, expect, test } from "bun:test";
import { drainJobs } from "../jobs/index.ts";
import { countForDemonstration } from "../services/demo/jobs.ts";
import { testDatabase } from "../testing/database.ts";
import { run } from "./jobs.ts";

const database = testDatabase();
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const runAll = () => drainJobs({ db: database.db, jobs: [countForDemonstration], services: {}, log: silent });

afterEach(async () => {
  for (const table of ["jobs", "job_queue_pauses"]) await database.sql`DELETE FROM ${database.sql(table)}`;
});

/** What is printed, and the exit code. */
async function scaffold(words: string, options: Record<string, unknown> = {}) {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    const env = { NODE_ENV: "test", DATABASE_URL: database.url };
    const code = await run({ args: words.split(" "), options, env });
    return { code, out: out.join("\n") };
  } finally {
    console.log = log;
  }
}

const json = async (words: string, options = {}) =>
  JSON.parse((await scaffold(words, { ...options, json: true })).out);
const failure = (words: string) =>
  scaffold(words).then(
    () => "fine",
    (error) => ({ message: error.message, hint: error.hint, exitCode: error.exitCode }),
  );
const enqueued = async (payload: object) => (await json(`run demo.count ${JSON.stringify(payload)}`)).id;

describe("run", () => {
  test("enqueues a job of the code by its name", async () => {
    const id = await enqueued({ to: 2, stepMs: 0 });
    await runAll();
    expect(await json(`show ${id}`)).toMatchObject({ state: "done", result: { counted: 2 }, progress: 1 });
  });

  test("says what is wrong with name and payload, and what there is", async () => {
    expect(await failure("run demo.cuont {}")).toEqual({
      message: 'there is no job named "demo.cuont"',
      hint: "Did you mean demo.count?",
      exitCode: 2,
    });
    expect(await failure("run demo.count {")).toMatchObject({
      message: "the payload is no JSON",
      exitCode: 2,
    });
    expect(await failure('run demo.count {"to":0}')).toMatchObject({
      message:
        "The payload of demo.count does not fit its schema: /to: Expected integer to be greater or equal to 1",
      exitCode: 2,
    });
    expect((await database.sql`SELECT FROM jobs`).length).toBe(0);
  });
});

describe("looking", () => {
  test("list shows what is not over, dead and done are asked for; filters narrow", async () => {
    await enqueued({ to: 1, stepMs: 0 });
    await runAll();
    const waiting = await enqueued({ to: 3 });
    await database.sql`UPDATE jobs SET state = 'dead', finished_at = now() WHERE id = ${await enqueued({ to: 4 })}`;
    expect(await json("list")).toMatchObject([{ id: waiting, state: "ready" }]);
    expect(await json("dead")).toMatchObject([{ payload: { to: 4 } }]);
    expect(await json("list done")).toMatchObject([{ payload: { to: 1 } }]);
    expect(await json("list", { queue: "mail" })).toEqual([]);
    expect((await scaffold("list")).out).toContain(`${waiting}  demo.count  default  ready  0/3`);
    expect(await failure("list alive")).toMatchObject({ message: 'there is no list "alive"', exitCode: 2 });
  });

  test("show tells everything of one job; not found is said as such", async () => {
    const id = await enqueued({ to: 3, stepMs: 0, failAt: 1 });
    await runAll();
    const { out } = await scaffold(`show ${id}`);
    expect(out).toContain("state        ready, attempt 1 of 3, started 1 times");
    expect(out).toContain('payload      {"to":3,"failAt":1,"stepMs":0}');
    expect(out).toMatch(/error {8}attempt 1, .*: Told to fail at 1/);
    expect(await failure("show 01940000-0000-7000-8000-000000000001")).toMatchObject({
      message: expect.stringContaining("nothing here"),
    });
    expect(await failure("show 7")).toMatchObject({ message: '"7" is no id of a job', exitCode: 2 });
  });

  test("queues and schedules", async () => {
    await enqueued({ to: 3 });
    const { queues, workers } = await json("queues");
    expect(queues).toMatchObject([
      { queue: "default", due: 1 },
      { queue: "mail", due: 0 },
    ]);
    expect(workers).toEqual([]);
    expect((await scaffold("queues")).out).toContain("No worker is up.");
    expect(await json("schedules")).toEqual([]);
  });
});

describe("changing", () => {
  test("cancel, then retry; each says no when it makes no sense", async () => {
    const id = await enqueued({ to: 1, stepMs: 0 });
    expect((await scaffold(`cancel ${id}`)).out).toBe(`${id} is cancelled`);
    expect(await failure(`cancel ${id}`)).toMatchObject({ message: "The job is over already." });
    expect((await scaffold(`retry ${id}`)).out).toBe(`${id} is ready again`);
    await runAll();
    expect(await json(`show ${id}`)).toMatchObject({ state: "done" });
  });

  test("retry all takes the dead of a queue or name", async () => {
    for (let n = 0; n < 3; n++) await enqueued({ to: 1 });
    await database.sql`UPDATE jobs SET state = 'dead', finished_at = now()`;
    expect(await json("retry all", { queue: "mail" })).toEqual({ retried: 0 });
    expect(await json("retry all", { name: "demo.count" })).toEqual({ retried: 3 });
  });

  test("prune forgets what has been over for long, and nothing else", async () => {
    const ages = { done: [8, 6], cancelled: [8, 6], dead: [91, 89] };
    for (const [state, days] of Object.entries(ages)) {
      for (const day of days) {
        await database.sql`INSERT INTO jobs (name, payload, state, finished_at) VALUES ('x', '{}', ${state}, now() - make_interval(days => ${day}))`;
      }
    }
    await enqueued({ to: 1 });
    expect(await json("prune")).toEqual({ removed: 3 });
    expect((await database.sql`SELECT FROM jobs`).length).toBe(4);
  });

  test("a paused queue starts nothing until it is resumed", async () => {
    await enqueued({ to: 1, stepMs: 0 });
    await scaffold("pause default");
    expect((await runAll()).runs).toHaveLength(0);
    await scaffold("resume default");
    expect((await runAll()).runs).toHaveLength(1);
  });
});

test("an action that is not there names the one that was meant", async () => {
  expect(await failure("canccel x")).toEqual({
    message: "there is no `jobs canccel`",
    hint: "Did you mean `scaffold jobs cancel`?",
    exitCode: 2,
  });
});
