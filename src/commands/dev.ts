/**
 * `scaffold dev`: everything that a person needs while writing code, from one command and until Ctrl-C. The database is
 * there and migrated, repositories follow sql/ and migrations/ as files are saved, the API restarts itself on every
 * change of code, and there is something in it to look at.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { flagOf, readConfig, variables } from "../config.ts";
import { resolveServer } from "../database/server.ts";
import { stopSignal } from "../entry/signals.ts";
import { watchRepositories } from "../sqlgen/index.ts";
import { type Call, CommandError } from "./command.ts";
import { startApi } from "./dev/api-process.ts";
import { say } from "./dev/output.ts";
import { assertFreePort } from "./dev/port.ts";
import { keepMigrated } from "./dev/schema.ts";
import { seed } from "./dev/seed.ts";
import { generatedText } from "./sql/generate.ts";

export async function run({ options, env }: Call): Promise<number> {
  const config = readConfig({ env, flags: options });
  const root = projectRoot();
  if (config.environment === "production")
    throw new CommandError("dev is not for production", { hint: "Use `scaffold serve`." });
  await assertFreePort(config.host, config.port);
  const stop = stopSignal();
  // Whatever was started is stopped, in the opposite order, however this ends.
  await using started = new AsyncDisposableStack();
  const server = await resolveServer({ databaseUrl: config.databaseUrl, root, onProgress: say });
  started.defer(() => server.close());
  const schema = await keepMigrated(server.url, "migrations");
  started.defer(() => schema.close());
  await seed(server.url);
  const repositories = await firstGenerated(root, server.url);
  started.defer(() => repositories.close());
  const { host, port } = config;
  const api = startApi({
    root,
    host,
    port,
    flags: configFlags(options),
    env: { APP_URL: `http://${host}:${port}/account`, ...env, DATABASE_URL: server.url },
  });
  started.defer(() => api.stop());
  void api.ready.then((url) => say(announcement(url, server.url)));
  await stop;
  say("stopping");
  return 0;
}

/** The flags that dev was called with count for the API that it starts. */
const configFlags = (options: Call["options"]): string[] =>
  Object.values(variables)
    .map(({ name }) => flagOf(name))
    .flatMap((flag) => {
      const value = options[flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
      return value === undefined ? [] : [`--${flag}=${value}`];
    });

/** The API is started over repositories that fit, so the first run is waited for; what is wrong is said and can be mended. */
async function firstGenerated(root: string, serverUrl: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watchRepositories({
    root,
    server: async () => serverUrl,
    onResult: (run) => {
      say(generatedText(run));
      resolve();
    },
    onFailure: (error) => {
      say(`the repositories cannot be generated now: ${error instanceof Error ? error.message : error}`);
      resolve();
    },
  });
  await promise;
  return watcher;
}

const announcement = (url: string, databaseUrl: string): string =>
  [
    "",
    `  API       ${url}`,
    `  Docs      ${url}docs`,
    `  Account   ${url}account`,
    `  Jobs      ${url}jobs/dashboard`,
    `  Mailbox   ${url}dev/mailbox`,
    `  Traces    ${url}dev/traces`,
    `  Database  ${databaseUrl}`,
    "",
    "  Save a file in sql/, migrations/ or src/ and it is live. Ctrl-C stops everything.",
    "",
  ].join("\n");

/** @throws {CommandError} when called from elsewhere: everything here goes by the folders of the project */
function projectRoot(): string {
  const root = process.cwd();
  const missing = ["sql", "migrations", "src/main.ts"].filter((path) => !existsSync(join(root, path)));
  if (missing.length === 0) return root;
  throw new CommandError(`this folder has no ${missing.join(", no ")}`, {
    hint: "Run it in the project's own folder.",
  });
}
