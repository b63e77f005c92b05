/**
 * What the API on any runtime is tested against: a database, a worker on Bun that delivers its mails, a collector for its
 * spans, and a provider to sign in at. Everything on the loopback, and waited for by what happens, never by time.
 */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { TestCollector } from "../collector.ts";
import type { TestDatabase } from "../database.ts";
import { tokenOf } from "../mailbox.ts";
import { type OAuthTestProvider, startOAuthProvider } from "../oauth-provider.ts";
import { type ServeProcess, startProcess } from "../serve-process.ts";

export interface Stage {
  readonly database: TestDatabase;
  readonly mails: Mails;
  readonly collector: TestCollector;
  readonly provider: OAuthTestProvider;
  /** What the API is started with. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Where people's browsers reach the app: in links, and in their `Origin`. */
export const APP = "http://localhost:3000";

export const BODY_MAX_BYTES = 20_000;

export async function openStage(database: TestDatabase): Promise<Stage> {
  const mails = await startMails();
  const collector = new TestCollector();
  const provider = startOAuthProvider({ redirectUris: [`${APP}/auth/oauth/github/callback`] });
  const shared = { DATABASE_URL: database.url, APP_URL: `${APP}/account`, LOG_LEVEL: "info" };
  const worker = await startProcess("work", { ...shared, SMTP_URL: mails.url, JOBS_ENGINE: "pool" });
  return {
    database,
    mails,
    collector,
    provider,
    env: {
      ...shared,
      JOBS_WORKER: "off",
      ACCOUNT_PAGE: "on",
      // Every request says where it comes from, and limits are counted by that.
      TRUSTED_PROXIES: "127.0.0.1",
      REQUEST_BODY_MAX_BYTES: String(BODY_MAX_BYTES),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OAUTH_GITHUB_CLIENT_ID: provider.clientId,
      OAUTH_GITHUB_CLIENT_SECRET: provider.clientSecret,
      OAUTH_GITHUB_URL: provider.url,
    },
    async close() {
      await stop(worker);
      await Promise.all([mails.close(), collector.kill(), provider.stop()]);
    },
  };
}

export async function stop(process: ServeProcess): Promise<void> {
  process.signal("SIGTERM");
  await process.exited;
}

interface Mails {
  readonly url: string;
  /** The token in the next mail to this address, which may have come already. */
  token(email: string): Promise<string>;
  close(): Promise<void>;
}

async function startMails(): Promise<Mails> {
  const boxes = new Shelf<string>();
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onData: async (stream, { envelope }, done) => {
      const source = Buffer.concat(await Array.fromAsync(stream)).toString();
      for (const { address } of envelope.rcptTo) boxes.put(address, decodeQuotedPrintable(source));
      done(null);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    token: async (email) => tokenOf(/\S+#token=[\w-]{43}/.exec(await boxes.take(email))?.[0]),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const decodeQuotedPrintable = (text: string): string =>
  text
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Things by name, each taken once, by whoever waits for it or comes later. */
class Shelf<Thing> {
  readonly #things = new Map<string, Thing[]>();
  readonly #waiting = new Map<string, (thing: Thing) => void>();

  put(name: string, thing: Thing): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (waiting !== undefined) waiting(thing);
    else this.#things.set(name, [...(this.#things.get(name) ?? []), thing]);
  }

  take(name: string): Promise<Thing> {
    const thing = this.#things.get(name)?.shift();
    if (thing !== undefined) return Promise.resolve(thing);
    return new Promise((resolve) => this.#waiting.set(name, resolve));
  }
}
