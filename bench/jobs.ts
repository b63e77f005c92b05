/**
 * Background jobs against graphile-worker, pg-boss and BullMQ: adding, running, and how soon a job is picked up. All of
 * them on one machine, those on Postgres on one server that flushes every commit to the disk, with as many connections.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDatabase, startEmbeddedPostgres } from "../src/database/embedded/index.ts";
import { serverSettings } from "../src/database/embedded/settings.ts";
import { migrateUp } from "../src/database/migrations/index.ts";
import { createEmbeddedBunqueueEngine } from "../src/jobs/engines/bunqueue-embedded.ts";
import { createBunqueueServerEngine } from "../src/jobs/engines/bunqueue-server.ts";
import { createPoolEngine } from "../src/jobs/engines/pool.ts";
import { startBroker } from "../src/jobs/fixtures/broker-process.ts";
import { type Contender, measure, quantile, throughput } from "./measure.ts";
import { bullmq } from "./peers/jobs/bullmq.ts";
import { graphileWorker } from "./peers/jobs/graphile-worker.ts";
import { pgBoss } from "./peers/jobs/pg-boss.ts";
import { scaffold, silent } from "./peers/jobs/scaffold.ts";
import { CONCURRENCY, type JobSystem } from "./peers/jobs/system.ts";
import type { Section } from "./report.ts";

export interface JobsPlan {
  readonly rounds: number;
  readonly jobs: number;
  readonly pickUps: number;
}

export async function benchJobs(plan: JobsPlan): Promise<Section[]> {
  // Whatever was started is stopped, in the opposite order, however this ends.
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "scaffold-bench-jobs-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({
    directory: folder,
    settings: serverSettings,
    temporary: true,
  });
  started.defer(() => server.stop());
  const broker = await startBroker();
  started.defer(() => broker.kill());
  const systems = await openSystems(server.url, `bunqueue://127.0.0.1:${broker.port}`, (system) =>
    started.defer(() => system.close()),
  );
  return [
    await section("Jobs: adding one at a time, 20 at once", "jobs/s", systems, plan, (system) =>
      addOnes(system, plan),
    ),
    await section("Jobs: adding 500 at a time", "jobs/s", systems, plan, (system) => addMany(system, plan)),
    await section("Jobs: running, 20 at once", "jobs/s", systems, plan, (system) => process(system, plan)),
    await section("Jobs: from being added to beginning, p50", "ms", systems, plan, (system) =>
      pickUp(system, plan, 0.5),
    ),
    await section("Jobs: from being added to beginning, p95", "ms", systems, plan, (system) =>
      pickUp(system, plan, 0.95),
    ),
  ];
}

/** A database each: what one leaves behind is no burden to the next. */
async function openSystems(
  serverUrl: string,
  brokerUrl: string,
  onOpened: (system: JobSystem) => void,
): Promise<Map<string, JobSystem>> {
  const database = (name: string) => ensureDatabase(serverUrl, name);
  const systems = new Map<string, JobSystem>();
  const add = (name: string, system: JobSystem) => {
    systems.set(name, system);
    onOpened(system);
  };
  for (const [name, engine] of [
    ["pool", createPoolEngine],
    ["bunqueue", createEmbeddedBunqueueEngine],
    ["bunqueue_server", () => createBunqueueServerEngine({ url: brokerUrl, log: silent })],
  ] as const) {
    const url = await database(`scaffold_${name}`);
    await migrateUp({ url, directory: join(import.meta.dir, "../migrations") });
    add(`Scaffold, ${name.replace("_", " ")}`, scaffold(url, engine));
  }
  add("graphile-worker", await graphileWorker(await database("graphile"), false));
  add("graphile-worker, in batches", await graphileWorker(await database("graphile_batches"), true));
  add("pg-boss", await pgBoss(await database("pgboss")));
  if (Bun.which("redis-server") === null) {
    console.error("no redis-server here: BullMQ is left out");
    return systems;
  }
  add("BullMQ, flushed each second", await bullmq("everysec"));
  add("BullMQ, flushed each write", await bullmq("always"));
  return systems;
}

async function section(
  title: string,
  unit: "jobs/s" | "ms",
  systems: ReadonlyMap<string, JobSystem>,
  { rounds }: JobsPlan,
  round: (system: JobSystem) => Promise<number>,
): Promise<Section> {
  const contenders: Contender[] = [...systems].map(([name, system]) => ({
    name,
    round: () => round(system),
  }));
  const onRound = (number: number) => console.error(`${title}: round ${number} of ${rounds}`);
  const results = await measure(contenders, { rounds, better: unit === "ms" ? "less" : "more", onRound });
  return { title, unit, reference: "graphile-worker", results };
}

async function addOnes(system: JobSystem, { jobs }: JobsPlan): Promise<number> {
  let n = 0;
  const rate = await throughput(() => system.add(n++), jobs, CONCURRENCY);
  await system.clear();
  return rate;
}

const BULK = 500;

async function addMany(system: JobSystem, { jobs }: JobsPlan): Promise<number> {
  const rate = await throughput(() => system.addMany(numbers(BULK)), jobs / BULK, 2);
  await system.clear();
  return rate * BULK;
}

/** From the worker's start until the last job has begun. */
async function process(system: JobSystem, { jobs }: JobsPlan): Promise<number> {
  for (let added = 0; added < jobs; added += BULK) await system.addMany(numbers(BULK));
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const start = performance.now();
  const stop = await system.work(() => {
    begun += 1;
    if (begun === jobs) all.resolve();
  });
  await all.promise;
  const seconds = (performance.now() - start) / 1000;
  await stop();
  await system.clear();
  return jobs / seconds;
}

const SETTLE_MS = 300;
const PAUSE_MS = 15;

/** Of jobs that come while the worker has nothing to do. */
async function pickUp(system: JobSystem, { pickUps }: JobsPlan, share: number): Promise<number> {
  let began = Promise.withResolvers<number>();
  const stop = await system.work(() => began.resolve(performance.now()));
  await Bun.sleep(SETTLE_MS);
  const waits: number[] = [];
  for (let n = 0; n < pickUps; n++) {
    began = Promise.withResolvers();
    const asked = performance.now();
    await system.add(n);
    waits.push((await began.promise) - asked);
    await Bun.sleep(PAUSE_MS);
  }
  await stop();
  await system.clear();
  return quantile(waits, share);
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
