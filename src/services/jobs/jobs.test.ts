import { afterEach, describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { fixed } from "../../jobs/backoff.ts";
import { defineJob, drainJobs, enqueue, enqueueMany, PermanentFailure } from "../../jobs/index.ts";
import { declareSchedules } from "../../jobs/scheduler.ts";
import { operator, signedIn, testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createUser } from "../../testing/factories.ts";

const database = testDatabase();
const app = testApp(database);

const greet = defineJob("test.greet", {
  payload: Type.Object({ name: Type.String() }),
  schedule: { cron: "0 3 * * *", payload: { name: "everybody" } },
  backoff: fixed(3_600_000),
  run: async ({ payload: { name } }) => {
    if (name === "nobody") throw new PermanentFailure("there is nobody");
    if (name === "busy") throw new Error("not now");
    return { greeted: name };
  },
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const runAll = () => drainJobs({ db: database.db, jobs: [greet], services: {}, log: silent });
const ask = (method: string, path: string, body?: unknown) =>
  app.request(method, path, { as: operator(), ...(body ? { body } : {}) });
const add = async (name: string, options = {}) =>
  (await enqueue(database.db, greet, { name }, options)) ?? "";

afterEach(async () => {
  for (const table of ["jobs", "job_schedules", "job_queue_pauses"])
    await database.sql`DELETE FROM ${database.sql(table)}`;
});

describe("who may", () => {
  const routes = [
    ["GET", "/jobs?list=dead"],
    ["GET", "/jobs/overview"],
    ["GET", "/jobs/schedules"],
    ["GET", "/jobs/01940000-0000-7000-8000-000000000001"],
    ["POST", "/jobs/retries"],
    ["POST", "/jobs/01940000-0000-7000-8000-000000000001/retry"],
    ["POST", "/jobs/01940000-0000-7000-8000-000000000001/cancel"],
    ["PUT", "/jobs/queues/default/pause"],
    ["POST", "/jobs/schedules/test.greet/runs"],
  ] as const;

  test.each(routes)(
    "%s %s: 401 for nobody, 403 without the permission, 403 to change with jobs.read alone",
    async (method, path) => {
      expect((await app.request(method, path)).status).toBe(401);
      expect(
        (await app.request(method, path, { as: signedIn({ permissions: ["audit.read", "users.manage"] }) }))
          .status,
      ).toBe(403);
      const reader = await app.request(method, path, { as: signedIn({ permissions: ["jobs.read"] }) });
      expect(reader.status).toBeOneOf(method === "GET" ? [200, 404] : [403]);
    },
  );

  test("operators hold the permissions in their session, and nobody else does", async () => {
    const [user, runner] = [await createUser(database.db), await createUser(database.db)];
    await database.sql`UPDATE users SET operator = true WHERE id = ${runner.id}`;
    expect((await (await app.as(runner)).request("GET", "/jobs/overview")).status).toBe(200);
    expect((await (await app.as(user)).request("GET", "/jobs/overview")).status).toBe(403);
  });
});

describe("looking", () => {
  test("every job is in the list of its state", async () => {
    await add("ada");
    await add("nobody");
    await add("busy");
    await runAll();
    await add("due");
    await add("later", { delayMs: 60_000 });
    await database.sql`UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE id = ${await add("off")}`;
    const found: Record<string, string[]> = {};
    for (const list of ["active", "pending", "scheduled", "retrying", "dead", "done", "cancelled"]) {
      const { body } = await ask("GET", `/jobs?list=${list}`);
      found[list] = body.items.map((job: { payload: { name: string } }) => job.payload.name);
    }
    expect(found).toEqual({
      active: [],
      pending: ["due"],
      scheduled: ["later"],
      retrying: ["busy"],
      dead: ["nobody"],
      done: ["ada"],
      cancelled: ["off"],
    });
  });

  test("pages put together are the list, whichever it is", async () => {
    await enqueueMany(
      database.db,
      greet,
      Array.from({ length: 5 }, (_, n) => ({ name: `n${n}` })),
    );
    const names = async (list: string) => {
      const first = await ask("GET", `/jobs?list=${list}&limit=3`);
      const second = await ask("GET", `/jobs?list=${list}&limit=3&cursor=${first.body.next_cursor}`);
      expect(second.body.next_cursor).toBeNull();
      return [...first.body.items, ...second.body.items]
        .map((job: { payload: { name: string } }) => job.payload.name)
        .sort();
    };
    expect(await names("pending")).toEqual(["n0", "n1", "n2", "n3", "n4"]);
    await runAll();
    expect(await names("done")).toEqual(["n0", "n1", "n2", "n3", "n4"]);
  });

  test("lists are narrowed by queue and name", async () => {
    await add("ada");
    expect((await ask("GET", "/jobs?list=pending&queue=default&name=test.greet")).body.items).toHaveLength(1);
    expect((await ask("GET", "/jobs?list=pending&queue=mail")).body.items).toHaveLength(0);
    expect((await ask("GET", "/jobs?list=pending&name=test.other")).body.items).toHaveLength(0);
    expect((await ask("GET", "/jobs?list=all")).status).toBe(422);
  });

  test("one job with payload, errors, result and trace", async () => {
    const id = await add("nobody");
    await database.sql`UPDATE jobs SET traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' WHERE id = ${id}`;
    await runAll();
    expect((await ask("GET", `/jobs/${id}`)).body).toMatchObject({
      name: "test.greet",
      state: "dead",
      payload: { name: "nobody" },
      attempts: 1,
      errors: [{ attempt: 1, message: "PermanentFailure: there is nobody", stack: expect.any(String) }],
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      result: null,
    });
  });

  test("queues with what they hold; those that hold nothing are there too", async () => {
    await add("ada");
    await add("nobody");
    await runAll();
    await add("due");
    const { queues } = (await ask("GET", "/jobs/overview")).body;
    expect(queues.map(({ queue }: { queue: string }) => queue)).toEqual(["default", "mail"]);
    expect(queues[0]).toMatchObject({
      due: 1,
      running: 0,
      dead: 1,
      done_last_minute: 1,
      dead_last_minute: 1,
      paused_at: null,
    });
    expect(queues[0].oldest_due_seconds).toBeGreaterThan(0);
  });
});

describe("changing", () => {
  test("a dead job is retried; 409 for one that is not over", async () => {
    const id = await add("nobody");
    await runAll();
    expect((await ask("POST", `/jobs/${id}/retry`)).body).toMatchObject({ state: "ready", attempts: 0 });
    const again = await ask("POST", `/jobs/${id}/retry`);
    expect([again.status, again.body.code]).toEqual([409, "job_not_retryable"]);
  });

  test("all dead jobs are retried, of a name when one is given", async () => {
    for (let n = 0; n < 3; n++) await add("nobody");
    await runAll();
    expect((await ask("POST", "/jobs/retries", { name: "test.other" })).body).toEqual({ retried: 0 });
    expect((await ask("POST", "/jobs/retries", { name: "test.greet" })).body).toEqual({ retried: 3 });
  });

  test("a job that waits is cancelled; 409 for one that is over", async () => {
    const id = await add("ada");
    expect((await ask("POST", `/jobs/${id}/cancel`)).body).toMatchObject({ state: "cancelled" });
    expect((await ask("POST", `/jobs/${id}/cancel`)).body.code).toBe("job_is_over");
    expect(await runAll()).toMatchObject({ runs: [] });
  });

  test("a job that waits for its time is brought forward; 409 for one that is due", async () => {
    const id = await add("ada", { delayMs: 3_600_000 });
    expect((await ask("POST", `/jobs/${id}/bring-forward`)).status).toBe(200);
    expect((await ask("POST", `/jobs/${id}/bring-forward`)).body.code).toBe("job_not_waiting");
    expect((await runAll()).runs).toMatchObject([{ id, outcome: "done" }]);
  });

  test("404 for a job that is not there", async () => {
    const nowhere = "01940000-0000-7000-8000-000000000001";
    for (const what of ["retry", "cancel", "bring-forward"])
      expect((await ask("POST", `/jobs/${nowhere}/${what}`)).status).toBe(404);
    expect((await ask("GET", `/jobs/${nowhere}`)).status).toBe(404);
  });

  test("a queue is paused, by whom is noted, and resumed", async () => {
    await add("ada");
    expect((await ask("PUT", "/jobs/queues/default/pause")).status).toBe(204);
    expect((await ask("GET", "/jobs/overview")).body.queues[0].paused_at).not.toBeNull();
    expect((await database.sql`SELECT paused_by FROM job_queue_pauses`)[0].paused_by).toBe(operator().userId);
    expect((await runAll()).runs).toEqual([]);
    expect((await ask("DELETE", "/jobs/queues/default/pause")).status).toBe(204);
    expect((await runAll()).runs).toHaveLength(1);
  });

  test("a schedule is shown, run out of turn, paused and resumed; 404 for one that is not there", async () => {
    await declareSchedules(database.db, [greet], new Date());
    const run = await ask("POST", "/jobs/schedules/test.greet/runs");
    expect(run.status).toBe(201);
    expect((await runAll()).runs).toMatchObject([{ id: run.body.id, outcome: "done" }]);
    expect((await ask("PUT", "/jobs/schedules/test.greet/pause")).status).toBe(204);
    const [schedule] = (await ask("GET", "/jobs/schedules")).body;
    expect(schedule).toMatchObject({
      name: "test.greet",
      cron: "0 3 * * *",
      timezone: "UTC",
      paused_at: expect.any(String),
    });
    expect((await ask("DELETE", "/jobs/schedules/test.greet/pause")).status).toBe(204);
    expect((await ask("POST", "/jobs/schedules/nothing/runs")).status).toBe(404);
  });
});

describe("while developing", () => {
  const development = testApp(database, { env: { NODE_ENV: "development" } });
  const look = (url: string, headers = {}) =>
    development.fetch(new Request(`${url}/jobs/overview`, { headers }));

  test("nobody signs in from this machine", async () => {
    expect((await look("http://localhost:3000")).status).toBe(200);
    expect((await look("http://127.0.0.1:3000", { "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  test("but for another name, another site's page, and anything but jobs", async () => {
    expect((await look("http://evil.example")).status).toBe(401);
    expect((await look("http://localhost:3000", { "sec-fetch-site": "cross-site" })).status).toBe(401);
    expect((await development.request("GET", "/users")).status).toBe(401);
    expect((await development.request("GET", "/jobsearch")).status).toBe(404);
  });
});
