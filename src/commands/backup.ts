/** `scaffold backup create | list | restore | drill | keygen`: backups that are proven, for people and for a schedule. */
import {
  backupMetrics,
  createBackup,
  drillBackup,
  drillMetrics,
  findBackup,
  generateKeyPair,
  listBackups,
  openStore,
  pruneBackups,
  restoreBackup,
  type Store,
  writeMetrics,
} from "../backup/index.ts";
import { type Config, readConfig } from "../config.ts";
import { migrateUp } from "../database/migrations/index.ts";
import { resolveServer } from "../database/server.ts";
import { stopSignal } from "../entry/signals.ts";
import { queries } from "../repositories/index.ts";
import { createdText, drilledText, listedText } from "./backup/report.ts";
import { type Call, CommandError } from "./command.ts";
import { suggest } from "./suggest.ts";
import { required } from "./terminal.ts";

interface Work {
  /** The words behind the action's name. */
  readonly words: readonly string[];
  readonly options: Call["options"];
  readonly env: Call["env"];
  readonly config: Config;
  readonly store: Store;
  readonly onProgress: (line: string) => void;
}

interface Result {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: number;
}

const actions: Readonly<Record<string, (work: Work) => Promise<Result>>> = {
  create,
  list,
  restore,
  drill,
  keygen,
};
const USAGE = 2;

export async function run({ args, options, env }: Call): Promise<number> {
  const [name = "", ...words] = args;
  const act = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (act === undefined) throw unknownAction(name);
  const config = readConfig({ env, flags: options });
  const store = openStore(config.backupUrl, {
    accessKeyId: config.s3AccessKeyId,
    secretAccessKey: config.s3SecretAccessKey,
    region: config.s3Region,
    endpoint: config.s3Endpoint,
  });
  const work = { words, options, env, config, store, onProgress: console.error };
  const { json, text, exitCode = 0 } = await act(work);
  console.log(options.json === true ? JSON.stringify(json) : text);
  return exitCode;
}

/** Makes one and, only then, removes those that retention no longer asks for. */
async function create(work: Work): Promise<Result> {
  const { config, store, env, onProgress } = work;
  const { backupRecipient: recipient, release } = config;
  const manifest = await withDatabase(work, (url) =>
    createBackup({ url, store, recipient, release, env, onProgress }),
  );
  await report(config, "scaffold_backup", backupMetrics(manifest));
  const { backupKeepDays: days, backupKeepWeeks: weeks, backupKeepMonths: months } = config;
  const removed = await pruneBackups(store, { days, weeks, months }, new Date());
  return { json: { backup: manifest, removed }, text: createdText(manifest, store.where, removed) };
}

async function list({ store }: Work): Promise<Result> {
  const listing = await listBackups(store);
  return {
    json: listing,
    text: listedText(listing, store.where),
    exitCode: listing.problems.length > 0 ? 1 : 0,
  };
}

async function restore(work: Work): Promise<Result> {
  const { words, options, config, store, env, onProgress } = work;
  const id = required(words[0], "scaffold backup restore <id|latest> [--database-url …] [--overwrite]");
  const manifest = await findBackup(store, id);
  await withDatabase(work, (url) =>
    restoreBackup({
      store,
      manifest,
      url,
      identity: config.backupIdentity,
      overwrite: options.overwrite === true,
      privileges: options.privileges !== false,
      env,
      onProgress,
    }),
  );
  const next = "`scaffold migrate up` brings it to this release.";
  return { json: { restored: manifest }, text: `Restored ${manifest.id}: every row is as it was. ${next}` };
}

async function drill({ words, config, store, env, onProgress }: Work): Promise<Result> {
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort());
  const drilled = await drillBackup({
    store,
    manifest: await findBackup(store, words[0] ?? "latest"),
    identity: config.backupIdentity,
    migrate: (url) => migrateUp({ url, directory: "migrations" }),
    queries: Object.values(queries).filter(({ verb }) => verb === "Fetch"),
    signal: stopped.signal,
    now: () => new Date(),
    env,
    onProgress,
  });
  await report(config, "scaffold_backup_drill", drillMetrics(drilled, new Date()));
  return { json: drilled, text: drilledText(drilled) };
}

async function keygen(): Promise<Result> {
  const pair = await generateKeyPair();
  const lines = [
    "# Where backups are made:",
    `BACKUP_RECIPIENT=${pair.recipient}`,
    "# Where they are restored, and in a safe: without it every backup is lost.",
    `BACKUP_IDENTITY=${pair.identity}`,
  ];
  return { json: pair, text: lines.join("\n") };
}

async function withDatabase<T>({ config, onProgress }: Work, work: (url: string) => Promise<T>): Promise<T> {
  const { databaseUrl } = config;
  const server = await resolveServer({ databaseUrl, root: process.cwd(), onProgress });
  try {
    return await work(server.url);
  } finally {
    await server.close();
  }
}

async function report(
  { backupMetricsDirectory: directory }: Config,
  ...[name, metrics]: [string, Parameters<typeof writeMetrics>[2]]
): Promise<void> {
  if (directory !== undefined) await writeMetrics(directory, name, metrics);
}

function unknownAction(name: string): CommandError {
  const names = Object.keys(actions);
  const close = suggest(name, names);
  const hint =
    close === undefined ? `There are ${names.join(", ")}.` : `Did you mean \`scaffold backup ${close}\`?`;
  return new CommandError(`there is no \`backup ${name}\``, { hint, exitCode: USAGE });
}
