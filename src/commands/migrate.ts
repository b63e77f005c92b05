/** `scaffold migrate up [n] | down [n] | redo | status | create <name> | check`: the schema's history, for people and machines. */
import { readConfig } from "../config.ts";
import {
  type AppliedStep,
  createMigration,
  type MigrationStatus,
  migrateDown,
  migrateRedo,
  migrateUp,
  migrationStatus,
  planMigrations,
} from "../database/migrations/index.ts";
import { resolveServer } from "../database/server.ts";
import { type Call, CommandError } from "./command.ts";

const DIRECTORY = "migrations";
const USAGE = 2;

interface Result {
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: number;
}

export async function run(call: Call): Promise<number> {
  const { json, text, exitCode = 0 } = await act(call);
  console.log(call.options.json ? JSON.stringify(json) : text);
  return exitCode;
}

async function act(call: Call): Promise<Result> {
  const { args, options, env } = call;
  const [action = "", argument] = args;
  // The generator, which nobody else here needs, comes with it.
  if (action === "check") return await (await import("./migrate/check.ts")).check(call);
  if (action === "create") return await create(argument, options.ts === true);
  const operation = operations[action];
  if (operation === undefined) throw wrongUsage(`there is no \`migrate ${action}\``);
  const count = readCount(action, argument);
  const { databaseUrl } = readConfig({ env, flags: options });
  const server = await resolveServer({ databaseUrl, root: process.cwd(), onProgress: console.error });
  try {
    return await operation({ url: server.url, count, dryRun: options.dryRun === true, live: !options.json });
  } finally {
    await server.close();
  }
}

interface Operands {
  readonly url: string;
  readonly count: number | undefined;
  readonly dryRun: boolean;
  /** A line per migration, as soon as it is done. */
  readonly live: boolean;
}

const operations: Readonly<Record<string, (operands: Operands) => Promise<Result>>> = {
  up: async (operands) => (operands.dryRun ? await plan("up", operands) : await change(migrateUp, operands)),
  down: async (operands) =>
    operands.dryRun ? await plan("down", operands) : await change(migrateDown, operands),
  redo: async (operands) => {
    if (operands.dryRun) throw wrongUsage("`migrate redo` has no --dry-run: see `down 1 --dry-run`");
    return await change(migrateRedo, operands);
  },
  status: async ({ url }) => statusResult(await migrationStatus({ url, directory: DIRECTORY })),
};

async function change(migrate: typeof migrateUp, { url, count, live }: Operands): Promise<Result> {
  const steps: AppliedStep[] = [];
  const onApplied = (step: AppliedStep) => {
    steps.push(step);
    if (live) console.log(`${step.direction.padEnd(4)} ${step.name}  ${Math.round(step.milliseconds)} ms`);
  };
  const onWait = () => console.error("Another process is migrating this database: waiting for it");
  await migrate({ url, directory: DIRECTORY, count, onApplied, onWait });
  return { json: { steps }, text: steps.length === 0 ? "Nothing to do." : "Done." };
}

async function plan(direction: "up" | "down", { url, count }: Operands): Promise<Result> {
  const steps = await planMigrations({ url, directory: DIRECTORY, direction, count });
  const text = steps.map(({ name, sql }) => `-- ${direction} ${name}\n${sql}`).join("\n\n");
  return { json: { steps }, text: text || "-- nothing to do" };
}

async function create(name: string | undefined, ts: boolean): Promise<Result> {
  if (name === undefined) throw wrongUsage("`migrate create` needs a name, as verb-thing: add-invoices");
  const path = await createMigration({ directory: DIRECTORY, name, ts });
  return { json: { path }, text: path };
}

function statusResult({ applied, pending, problems }: MigrationStatus): Result {
  const lines = [
    ...applied.map(({ name, appliedAt }) => `applied  ${appliedAt.toISOString().slice(0, 16)}Z  ${name}`),
    ...pending.map(({ name }) => `pending  ${" ".repeat(17)}  ${name}`),
    ...problems.map(({ message, hint }) => `\n${message}\n  ${hint}`),
  ];
  return {
    json: { applied, pending: pending.map(({ name }) => name), problems },
    text: lines.join("\n") || "There are no migrations.",
    exitCode: problems.some(({ blocks }) => blocks) ? 1 : 0,
  };
}

function readCount(action: string, argument: string | undefined): number | undefined {
  if (argument === undefined) return undefined;
  if (action !== "up" && action !== "down") throw wrongUsage(`\`migrate ${action}\` takes no argument`);
  if (argument === "all") return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d*$/.test(argument)) return Number(argument);
  throw wrongUsage(`\`migrate ${action} ${argument}\`: how many is a number from 1 up, or \`all\``);
}

const wrongUsage = (message: string) =>
  new CommandError(message, {
    hint: "scaffold migrate up [n] | down [n|all] | redo | status | create <name> [--ts] | check --against <git ref>",
    exitCode: USAGE,
  });
