/** What dies without a word: workers, broker, Postgres (kill -9), and an event loop that stands still. The long version: `bun run jobs:kill`. */
import { expect, test } from "bun:test";
import { SQL } from "bun";
import { ensureDatabase } from "../database/embedded/index.ts";
import { openDatabase } from "../database/index.ts";
import { migrateUp } from "../database/migrations/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { testServer } from "../testing/server.ts";
import { enqueue } from "./enqueue.ts";
import { broker } from "./fixtures/broker.ts";
import { runCampaign, spawnWorker, type Victim } from "./fixtures/campaign.ts";
import { createEffectTables } from "./fixtures/effects.ts";
import { eventually } from "./fixtures/harness.ts";
import { blockJob } from "./fixtures/worker-process.ts";

const postgres = testServer();
const server = broker();

const kinds: Record<string, { engine: () => string; victims: () => Record<string, Victim> }> = {
  pool: { engine: () => "pool", victims: () => ({ postgres }) },
  "bunqueue embedded": { engine: () => "bunqueue", victims: () => ({ postgres }) },
  "bunqueue server": { engine: () => server.url, victims: () => ({ broker: server, postgres }) },
};

test.each(Object.keys(kinds))(
  "%s: killed again and again, no job is lost and no effect happens twice",
  async (name) => {
    const { engine, victims } = kinds[name] ?? { engine: () => "pool", victims: () => ({}) };
    const result = await runCampaign({
      url: await migrated(name),
      engine: engine(),
      jobs: 300,
      workers: 2,
      leaseMs: 1_500,
      workMs: 5,
      killEveryMs: [150, 300],
      maxKills: 6,
      victims: victims(),
    });
    expect(result).toMatchObject({ lost: 0, effects: 300, unseen: 0 });
    expect(Object.keys(result.kills)).toEqual(["worker", ...Object.keys(victims())]);
  },
);

test("a job that blocks the event loop beyond its lease is taken back, and dead after its attempts; nothing of it is committed", async () => {
  const url = await migrated("blocked");
  const sql = new SQL({ url, max: 1 });
  const db = openDatabase({ url, poolMax: 1 }, bunSql);
  await createEffectTables(sql);
  const options = { url, engine: "pool", leaseMs: 300, workMs: 0, blockMs: 1_500 };
  const two = [spawnWorker(options), spawnWorker(options)];
  const id = await enqueue(db, blockJob(300, 1_500), { n: 1 });
  const [row] = await eventually(async () => {
    const rows = await sql`SELECT attempts, errors FROM jobs WHERE id = ${id} AND state = 'dead'`;
    return rows.length === 1 && rows;
  });
  for (const worker of two) worker.kill("SIGKILL");
  expect(row.attempts).toBe(2);
  expect(row.errors.at(-1).message).toStartWith(
    "The lease expired: the worker died, or something blocked its event loop",
  );
  expect(await sql`SELECT FROM effects`).toHaveLength(0);
  await Promise.all([sql.close(), db.close()]);
});

async function migrated(name: string): Promise<string> {
  const url = await ensureDatabase(postgres.url, name.replaceAll(" ", "_"));
  await migrateUp({ url, directory: "migrations" });
  return url;
}
