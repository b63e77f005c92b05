/**
 * `bun run jobs:kill [pool] [bunqueue] [bunqueue-server] [bunqueue-fleet] [--jobs=20000]`: what dies without a word.
 * While orders are written, each with its job in one transaction, workers, broker and Postgres are killed (SIGKILL) in
 * turn at random moments; then what is left is counted. A table in Markdown on standard output; 1 when a promise is
 * broken. The short version is a test: src/jobs/crash.test.ts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDatabase, startEmbeddedPostgres } from "../src/database/embedded/index.ts";
import { serverSettings } from "../src/database/embedded/settings.ts";
import { migrateUp } from "../src/database/migrations/index.ts";
import { startBroker } from "../src/jobs/fixtures/broker-process.ts";
import { type CampaignResult, runCampaign, type Victim } from "../src/jobs/fixtures/campaign.ts";

interface Engine {
  readonly name: string;
  readonly victims: Readonly<Record<string, Victim>>;
  stop(): Promise<void>;
}

const words = process.argv.slice(2);
const jobs = Number(words.find((word) => word.startsWith("--jobs="))?.slice("--jobs=".length) ?? 20_000);
const wanted = words.filter((word) => !word.startsWith("--"));
const folder = await mkdtemp(join(tmpdir(), "scaffold-jobs-kill-"));

/** Commits reach the disk, as in production. */
const startPostgres = () =>
  startEmbeddedPostgres({ directory: folder, settings: serverSettings, temporary: true });
let server = await startPostgres();
const postgres: Victim = {
  kill: () => server.kill(),
  async restart() {
    server = await startPostgres();
  },
};

const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  pool: async () => ({ name: "pool", victims: { postgres }, stop: async () => {} }),
  bunqueue: async () => ({ name: "bunqueue", victims: { postgres }, stop: async () => {} }),
  "bunqueue-server": async () => await atBroker(),
  "bunqueue-fleet": async () => await atBroker(await ensureDatabase(server.url, "fleet")),
};

async function atBroker(fleet?: string): Promise<Engine> {
  const broker = await startBroker({ postgres: fleet });
  return {
    name: `bunqueue://127.0.0.1:${broker.port}`,
    victims: { broker, postgres },
    stop: () => broker.kill(),
  };
}

let kept = true;
try {
  console.log(
    "| engine | killed | jobs | lost | transactional effects | without other effect | started again | took |",
  );
  console.log("| --- | --- | --: | --: | --: | --: | --: | --: |");
  for (const name of wanted.length > 0 ? wanted : ["pool", "bunqueue", "bunqueue-server"]) {
    const result = await campaign(name);
    console.log(row(name, result));
    kept &&= result.lost === 0 && result.effects === jobs && result.unseen === 0;
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(kept ? 0 : 1);

async function campaign(name: string): Promise<CampaignResult> {
  const start = engines[name];
  if (start === undefined) throw new Error(`no engine "${name}": ${Object.keys(engines).join(", ")}`);
  const url = await ensureDatabase(server.url, name.replaceAll("-", "_"));
  await migrateUp({ url, directory: join(import.meta.dir, "../migrations") });
  const engine = await start();
  console.error(`${name}: ${jobs} jobs`);
  try {
    return await runCampaign({
      url,
      engine: engine.name,
      jobs,
      workers: 2,
      leaseMs: 3_000,
      workMs: 5,
      killEveryMs: [300, 1_500],
      maxKills: 60,
      victims: engine.victims,
    });
  } finally {
    await engine.stop();
  }
}

function row(name: string, { kills, lost, effects, unseen, startedAgain, seconds }: CampaignResult): string {
  const killed = Object.entries(kills).map(([victim, times]) => `${victim} ${times} ×`);
  const cells = [
    name,
    killed.join(", "),
    jobs,
    lost,
    effects,
    unseen,
    startedAgain,
    `${Math.round(seconds)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}
