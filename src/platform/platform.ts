/**
 * What the app needs from where it runs. One implementation per runtime stands beside this file; nothing else names
 * a runtime, so that the app is the same on all of them.
 */
import type { ElysiaConfig } from "elysia";
import type { Config } from "../config.ts";
import type { Db } from "../database/db.ts";
import type { Driver } from "../database/driver.ts";
import type { Mailbox } from "../mail/index.ts";
import type { Analytics } from "../telemetry/analytics.ts";
import type { Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import type { RecentTraces } from "../telemetry/recent-traces.ts";

export interface Platform {
  readonly config: Config;
  /** Given to `new Elysia`; only workerd needs more than nothing. Never `aot: false`: that is another framework. */
  readonly elysia: ElysiaConfig<"">;
  readonly database: Db;
  readonly log: Log;
  /** Where everything is counted. */
  readonly metrics: Metrics;
  /** What people do, for whoever makes the product. */
  readonly analytics: Analytics;
  /** pretty: a person reads it, so that requests are told in more detail. */
  readonly logFormat: "json" | "pretty";
  /** Names of the migrations that this release was made for. Ready means that all of them are applied. */
  readonly migrations: readonly string[];
  /** True from the signal to stop until the process ends: not ready any more, still answering. */
  readonly lifecycle: { readonly draining: boolean };
  /** The address at the other end of the socket, which may be a proxy's; null when there is none. */
  peerAddress(request: Request): string | null;
  readonly passwordHasher: PasswordHasher;
  /** null: this process is the only one, or counts for itself. */
  readonly counters: CounterStore | null;
  /** Goes on after the answer; nobody waits for it, but a process that stops finishes it. Never throws. */
  waitUntil(work: Promise<unknown>): void;
  /** A file of the package swagger-ui-dist, which the page at /docs loads; null when there is none of that name. */
  docsAsset(name: string): Promise<Blob | null>;
  /** What browsers load of src/pages/account. */
  readonly accountPage: BrowserPage;
  /** Where mails are while developing; null: a server takes them. */
  readonly mailbox: Mailbox | null;
  /** What was done last, while developing; null: nobody keeps it. */
  readonly traces: RecentTraces | null;
}

/** A page with its scripts and styles, bundled. */
export interface BrowserPage {
  /** The HTML; what it loads is below `assetsPath`. */
  document(assetsPath: string): Promise<string>;
  /** A file that the document loads, by the name it has there; null when there is none. */
  asset(name: string): Promise<Blob | null>;
}

/** Counts for all processes together: Redis, asked as the package `redis` is asked. May reject, and never hangs. */
export interface CounterStore {
  eval(
    script: string,
    options: { readonly keys: readonly string[]; readonly arguments: readonly string[] },
  ): Promise<unknown>;
}

/** argon2id with m=19456,t=2,p=1 as a PHC string, the same on every runtime: they may share a database. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Also of hashes with other parameters. */
  verify(password: string, phc: string): Promise<boolean>;
}

/** What does not depend on the runtime, and so is handed in. */
export type PlatformParts = Pick<
  Platform,
  "analytics" | "config" | "database" | "log" | "logFormat" | "metrics" | "migrations" | "mailbox" | "traces"
>;

/** A runtime with processes: the driver of its databases, and the platform that a server on it gives the app. */
export interface Runtime {
  readonly driver: Driver;
  platform(parts: PlatformParts): ServingPlatform;
}

export interface ServingPlatform extends Platform {
  readonly lifecycle: { draining: boolean };
  /** @throws {Error} with code EADDRINUSE when the port is taken */
  serve(handler: Handler, options: ServeOptions): Promise<Served>;
  /** Resolves once nothing goes on that `waitUntil` was given. */
  idle(): Promise<void>;
  /** Lets go of what would keep the process alive. */
  close(): void;
}

export type Handler = (request: Request) => Promise<Response>;

/** A handler behind a port. */
export interface Served {
  readonly url: string;
  /** Takes no more connections, closes idle ones, finishes what is in flight; cuts what lasts longer than `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface ServeOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}
