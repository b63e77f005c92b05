/** What the app stands on in a test: everything real but the socket, the cost of hashing, and where mails go. */
import { readConfig } from "../config.ts";
import type { Db } from "../database/db.ts";
import { lateDatabase } from "../database/late.ts";
import { drainJobs } from "../jobs/index.ts";
import { jobs } from "../jobs.ts";
import { createMailbox, createMailer, type Mailbox } from "../mail/index.ts";
import accountPage from "../pages/account/index.html";
import { createBackground } from "../platform/background.ts";
import { bunPage } from "../platform/bun-page.ts";
import type { CounterStore, PasswordHasher, Platform } from "../platform/platform.ts";
import { accountLinks } from "../services/account/mails/links.ts";
import { type Analytics, noAnalytics } from "../telemetry/analytics.ts";
import { createLog } from "../telemetry/log.ts";
import { Metrics } from "../telemetry/metrics/metrics.ts";
import type { RecentTraces } from "../telemetry/recent-traces.ts";
import { quickHasher } from "./quick-hasher.ts";

export interface TestPlatformOptions {
  /** Variables of the configuration, by their names in the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly migrations?: readonly string[];
  /** The address at the other end of the socket. */
  readonly peer?: string;
  /** In place of one that takes no time. */
  readonly hasher?: PasswordHasher;
  readonly counters?: CounterStore;
  readonly traces?: RecentTraces;
  readonly analytics?: Analytics;
}

export interface TestPlatform extends Platform {
  readonly lifecycle: { draining: boolean };
  /** What was mailed. */
  readonly mailbox: Mailbox;
  /** Resolves once nothing goes on any more that answers did not wait for: all jobs that are due have run. */
  idle(): Promise<void>;
  /** The lines logged since the start, or since it was last emptied. */
  readonly logs: Record<string, unknown>[];
}

export function testPlatform(
  database: { readonly db: Db },
  {
    env = {},
    migrations = [],
    peer = "127.0.0.1",
    hasher = quickHasher,
    counters,
    traces,
    analytics = noAnalytics,
  }: TestPlatformOptions = {},
): TestPlatform {
  const logs: Record<string, unknown>[] = [];
  const write = (line: string) => void logs.push(JSON.parse(line));
  const config = readConfig({ env: { NODE_ENV: "test", RATE_LIMITS: "false", ...env } });
  const base = { service: config.serviceName, release: config.release, host: "test" };
  const log = createLog({ level: "debug", format: "json", base, write });
  const mailbox = createMailbox();
  const background = createBackground((error) => log.error({ err: error }, "background work failed"));
  // Outside of hooks and tests there is none yet.
  const db = lateDatabase(() => database.db);
  const services = {
    mailer: createMailer({ from: config.mailFrom, transport: mailbox.transport }),
    links: accountLinks(config.appUrl),
  };
  return {
    mailbox,
    waitUntil: background.waitUntil,
    async idle() {
      await background.idle();
      await drainJobs({ db, jobs, services, log });
    },
    config,
    elysia: {},
    database: db,
    log,
    logs,
    metrics: new Metrics(),
    analytics,
    logFormat: "json",
    migrations,
    lifecycle: { draining: false },
    passwordHasher: hasher,
    counters: counters ?? null,
    traces: traces ?? null,
    peerAddress: () => peer,
    docsAsset: async (name) =>
      name === "swagger-ui.css" ? new Blob(["body{}"], { type: "text/css" }) : null,
    accountPage: bunPage(accountPage, { keep: true }),
  };
}
