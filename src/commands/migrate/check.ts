/**
 * `scaffold migrate check --against <git ref>`: can the release before live beside this one on one schema? A deploy
 * migrates first and replaces processes then, so for a while the old queries meet the new schema.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "../../config.ts";
import { type MigrationProblem, migrationStatus } from "../../database/migrations/index.ts";
import { resolveServer } from "../../database/server.ts";
import { type Compatibility, compareReleases, type Release } from "../../sqlgen/compatibility/index.ts";
import { readSchema } from "../../sqlgen/compile.ts";
import { MIGRATIONS_FOLDER, readSqlTree, SQL_FOLDER } from "../../sqlgen/project.ts";
import { dropScratch, openScratch } from "../../sqlgen/scratch.ts";
import { type Call, CommandError } from "../command.ts";
import { checkedText } from "./report.ts";

export interface Checked extends Compatibility {
  readonly against: string;
  /** How many queries the old release has. */
  readonly queries: number;
  /** What `migrate up` would refuse on a database of the old release. */
  readonly history: readonly MigrationProblem[];
}

const USAGE = 2;

export async function check({
  options,
  env,
}: Call): Promise<{ json: unknown; text: string; exitCode: number }> {
  const config = readConfig({ env, flags: options });
  const against = refOf(options.against);
  if (config.environment === "production") throw notInProduction();
  const folder = await mkdtemp(join(tmpdir(), "scaffold-against-"));
  try {
    await takeOut(against, folder);
    const checked = { against, ...(await compare(config, folder)) };
    const ok = checked.breaks.length === 0 && checked.history.length === 0;
    return { json: { ok, ...checked }, text: checkedText(checked), exitCode: ok ? 0 : 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refOf(against: unknown): string {
  // What begins with a dash would be an option of git's.
  if (typeof against === "string" && /^[^-]/.test(against)) return against;
  throw new CommandError("which release is it to live beside?", {
    hint: "scaffold migrate check --against v1.2.0",
    exitCode: USAGE,
  });
}

/** It makes databases of its own on the server that it is given. */
const notInProduction = () =>
  new CommandError("releases are not compared in production", { hint: "CI does it, before it deploys." });

/** sql/ and migrations/ as they were, without touching the working tree. */
async function takeOut(ref: string, folder: string): Promise<void> {
  const child = Bun.spawn(["git", "archive", "--format=tar", ref, SQL_FOLDER, MIGRATIONS_FOLDER], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const tar = Bun.spawn(["tar", "-x", "-C", folder], {
    stdin: child.stdout,
    stdout: "ignore",
    stderr: "ignore",
  });
  const [complaint, code] = await Promise.all([child.stderr.text(), child.exited, tar.exited]);
  if (code === 0 && existsSync(join(folder, MIGRATIONS_FOLDER))) return;
  throw new CommandError(
    `git does not give ${SQL_FOLDER}/ and ${MIGRATIONS_FOLDER}/ of ${ref}: ${complaint.trim()}`,
    {
      hint: "Is it there (`git fetch --tags`; in CI `fetch-depth: 0`), and is this the project's own folder?",
    },
  );
}

async function compare({ databaseUrl }: Config, folder: string): Promise<Omit<Checked, "against">> {
  const root = process.cwd();
  const server = await resolveServer({ databaseUrl, root, onProgress: console.error });
  try {
    const { url, ...old } = await open(server.url, folder);
    const next = await open(server.url, root);
    const history = await migrationStatus({ url, directory: MIGRATIONS_FOLDER });
    const found = await compareReleases(old, next);
    for (const { wire } of [old, next]) wire.close();
    return { queries: old.files.length, history: history.problems.filter(({ blocks }) => blocks), ...found };
  } finally {
    await dropScratch(server.url, folder);
    await server.close();
  }
}

async function open(serverUrl: string, root: string): Promise<Release & { readonly url: string }> {
  const { wire, url } = await openScratch(serverUrl, root);
  return { url, wire, files: readSqlTree(root).files, schema: await readSchema(wire) };
}
