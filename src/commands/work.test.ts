/** The topologies, as processes: jobs inside the API, workers of their own, workers at a broker, a fleet of brokers on Postgres. */
import { afterEach, describe, expect, test } from "bun:test";
import { broker } from "../jobs/fixtures/broker.ts";
import { eventually } from "../jobs/fixtures/harness.ts";
import { enqueue, enqueueMany } from "../jobs/index.ts";
import { countForDemonstration } from "../services/demo/jobs.ts";
import { testDatabase } from "../testing/database.ts";
import { type ServeProcess, startProcess, startServe } from "../testing/serve-process.ts";

const database = testDatabase();
const fleetDatabase = testDatabase({ migrated: false });

const running: ServeProcess[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.signal("SIGKILL");
    await one.exited;
  }
  await database.sql`DELETE FROM jobs`;
});

async function started(process: Promise<ServeProcess>): Promise<ServeProcess> {
  const one = await process;
  running.push(one);
  await one.logged("working");
  return one;
}

const work = (env: Record<string, string> = {}) =>
  started(startProcess("work", { DATABASE_URL: database.url, ...env }));
const add = (count: number, payload: { to: number; stepMs?: number }) =>
  enqueueMany(
    database.db,
    countForDemonstration,
    Array.from({ length: count }, () => ({ stepMs: 1, ...payload })),
  );
const inState = async (state: string) => [
  ...(await database.sql`SELECT id, worker_id, attempts FROM jobs WHERE state = ${state}`),
];
const allDone = (count: number) => eventually(async () => (await inState("done")).length === count);

/** Jobs that are there before two workers are, and take a moment: both get some. */
async function sharedByTwo(env: Record<string, string> = {}, other = env): Promise<void> {
  await add(60, { to: 3, stepMs: 10 });
  await Promise.all([work({ JOBS_CONCURRENCY: "4", ...env }), work({ JOBS_CONCURRENCY: "4", ...other })]);
  await add(60, { to: 3, stepMs: 10 });
  await allDone(120);
  const done = await inState("done");
  expect(new Set(done.map(({ worker_id }) => worker_id)).size).toBe(2);
  expect(done.every(({ attempts }) => attempts === 1)).toBe(true);
}

describe("jobs inside the API", () => {
  test("run while developing, without another process", async () => {
    await started(startServe({ DATABASE_URL: database.url, NODE_ENV: "development" }));
    await add(1, { to: 1 });
    await allDone(1);
  });

  test("do not run when the API leaves them to workers", async () => {
    const api = await startServe({ DATABASE_URL: database.url, NODE_ENV: "development", JOBS_WORKER: "off" });
    running.push(api);
    await add(1, { to: 1 });
    api.signal("SIGTERM");
    await api.exited;
    expect(api.log.map(({ message }) => message)).not.toContain("working");
    expect(await inState("ready")).toHaveLength(1);
  });

  test("are enqueued without a broker: one that is down is not asked", async () => {
    const api = await startServe({
      DATABASE_URL: database.url,
      JOBS_WORKER: "off",
      BUNQUEUE_URL: "bunqueue://127.0.0.1:1",
    });
    running.push(api);
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ email: "ada@example.test" });
    const answer = await fetch(new URL("/auth/magic-links", api.url), { method: "POST", headers, body });
    expect(answer.ok).toBe(true);
    expect(await inState("ready")).toHaveLength(1);
  });
});

describe("workers of their own", () => {
  test("share the jobs through the database, each with bunqueue inside", async () => await sharedByTwo());

  test("or with the pool", async () => await sharedByTwo({ JOBS_ENGINE: "pool" }));

  test("answer the health checks, give back on SIGTERM what they do not finish, and end with 0", async () => {
    const one = await work({ SHUTDOWN_GRACE_MS: "100" });
    const ready = () => fetch(new URL("/health/ready", one.url));
    expect((await fetch(new URL("/health/live", one.url))).status).toBe(200);
    expect(await (await ready()).json()).toEqual({ status: "ready" });
    const id = await enqueue(database.db, countForDemonstration, { to: 100, stepMs: 1_000 });
    await eventually(async () => (await inState("running")).length === 1);
    one.signal("SIGTERM");
    expect(await one.exited).toBe(0);
    expect(await inState("ready")).toMatchObject([{ id, attempts: 0 }]);
    expect(one.log.at(-1)).toMatchObject({ message: "stopped" });
  });

  test("tell Prometheus what ran and for how long, how long it had waited, and what waits", async () => {
    await database.sql`INSERT INTO jobs (name, queue, payload, run_at) VALUES ('demo.count', 'mail', '{"to": 1}', now() + interval '1 hour')`;
    const one = await work();
    await add(1, { to: 1 });
    const metrics = await eventually(async () => {
      const text = await (await fetch(new URL("/metrics", one.url))).text();
      return (
        text.includes('scaffold_job_duration_seconds_count{job_name="demo.count",outcome="done"} 1\n') && text
      );
    });
    expect(metrics).toContain('scaffold_job_wait_seconds_count{queue="default"} 1\n');
    expect(metrics).toContain('scaffold_jobs_depth{queue="mail",state="scheduled"} 1\n');
    expect(metrics).toContain('scaffold_jobs_oldest_ready_seconds{queue="mail"} 0\n');
  });

  test("keep what fails where the API keeps its errors, with job and attempt, and log it with both", async () => {
    const [{ id }] =
      await database.sql`INSERT INTO jobs (name, payload, max_attempts) VALUES ('demo.count', '{"to": 1, "stepMs": 1, "failAt": 1}', 1) RETURNING id`;
    const one = await work();
    expect(await one.logged("job is dead")).toMatchObject({ job: "demo.count", job_id: id, attempt: 1 });
    const [event] = await eventually(async () => {
      const rows = await database.sql`SELECT place, dossier FROM error_events`;
      return rows.length > 0 && rows;
    });
    expect(event).toMatchObject({ place: "job demo.count", dossier: { attempt: 1 } });
    await database.sql`DELETE FROM error_events`;
  });

  test("serve only the queues that they are told to", async () => {
    await work({ JOBS_QUEUES: "mail:5" });
    await database.sql`INSERT INTO jobs (name, queue, payload) VALUES ('demo.count', 'mail', '{"to": 1, "stepMs": 1}')`;
    await add(1, { to: 1 });
    await allDone(1);
    expect(await inState("ready")).toHaveLength(1);
  });
});

describe("a bunqueue server", () => {
  const server = broker({ token: "s3cret" });

  test("brings jobs to all workers", async () => await sharedByTwo({ BUNQUEUE_URL: server.url }));
});

describe("a fleet of bunqueue servers on Postgres", () => {
  const postgres = () => fleetDatabase.url;
  const servers = [broker({ postgres }), broker({ postgres })];

  test("brings jobs to workers that are connected to different ones", async () => {
    const [one, two] = servers.map(({ url }) => ({ BUNQUEUE_URL: url }));
    await sharedByTwo(one, two);
  });
});
