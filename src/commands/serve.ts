/** `scaffold serve`: the API behind a port, until a signal; and the jobs with it, when JOBS_WORKER says so. */
import { type Config, readServingConfig } from "../config.ts";
import { resolveServer } from "../database/server.ts";
import { type Api, expectedMigrations } from "../entry/api.ts";
import { serveApi } from "../entry/serve.ts";
import { bunRuntime } from "../platform/bun.ts";
import { accountLinks } from "../services/account/mails/links.ts";
import { RecentTraces } from "../telemetry/recent-traces.ts";
import type { Call } from "./command.ts";
import { assembleMail, type Mail } from "./mail.ts";

export async function run({ options, env }: Call): Promise<number> {
  const config = readServingConfig({ env, flags: options });
  const server = await resolveServer({
    databaseUrl: config.databaseUrl,
    root: process.cwd(),
    onProgress: console.error,
  });
  const mail = assembleMail(config);
  try {
    await serveApi(config, {
      runtime: bunRuntime,
      databaseUrl: server.url,
      migrations: await expectedMigrations("migrations"),
      mailbox: mail.mailbox,
      traces: config.environment === "development" ? new RecentTraces() : null,
      worker: (api) => inlineWorker(config, api, mail, server.url),
    });
  } finally {
    await server.close();
  }
  return 0;
}

/** One process is enough for development and small sites. */
async function inlineWorker(
  config: Config,
  { platform, database, log }: Api,
  mail: Mail,
  databaseUrl: string,
) {
  const { jobsWorker, environment } = config;
  if (jobsWorker === "off" || (jobsWorker === "auto" && environment !== "development")) return undefined;
  const { assembleWorker } = await import("./worker.ts");
  return await assembleWorker(config, {
    databaseUrl,
    database,
    log,
    metrics: platform.metrics,
    migrations: platform.migrations,
    waitUntil: platform.waitUntil,
    services: { mailer: mail.mailer, links: accountLinks(config.appUrl) },
  });
}
