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
