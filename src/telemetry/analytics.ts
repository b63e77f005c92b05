/**
 * Product analytics: what people do, told to PostHog when there is a key for it, and to nobody otherwise. Nobody waits
 * for it: what is captured stays in memory until the next sending, and PostHog's state costs requests nothing.
 */
import type { Log } from "./log.ts";

export interface Analytics {
  /** Somebody did something, in an organization or in none. */
  capture(name: string, who: Who, properties: Properties): void;
  /** What is known of somebody, for all that they do. */
  identify(userId: string, properties: Properties): void;
  /** Sends what is left, for a few seconds at most, and ends. Never rejects. */
  shutdown(): Promise<void>;
}

interface Who {
  readonly userId: string;
  readonly organizationId?: string | null;
}

type Properties = Readonly<Record<string, string | number | boolean | null>>;

interface AnalyticsOptions {
  /** undefined: nothing is captured. */
  readonly posthogApiKey: string | undefined;
  readonly posthogHost: string;
  readonly log: Pick<Log, "info" | "warn">;
}

/** Sent in one request, and kept at most while PostHog is away; older ones are dropped for newer. */
const EVENTS_MAX = 5000;
const INTERVAL_MS = 5000;
const TIMEOUT_MS = 2000;

export const noAnalytics: Analytics = {
  capture: () => {},
  identify: () => {},
  shutdown: async () => {},
};

export async function startAnalytics({
  posthogApiKey,
  posthogHost,
  log,
}: AnalyticsOptions): Promise<Analytics> {
  if (posthogApiKey === undefined) return noAnalytics;
  // 40 ms and 17 MB that nobody pays without a key.
  const { PostHog } = await import("posthog-node");
  const client = new PostHog(posthogApiKey, {
    host: posthogHost,
    flushAt: EVENTS_MAX,
    maxQueueSize: EVENTS_MAX,
    // Its own timer would write failures to standard error, each with its stack.
    flushInterval: 0,
    requestTimeout: TIMEOUT_MS,
    fetchRetryCount: 1,
    fetchRetryDelay: 200,
  });
  const flush = flusher(() => client.flush(), log);
  const timer = setInterval(flush, INTERVAL_MS);
  timer.unref();
  return {
    capture(event, { userId, organizationId }, properties) {
      const groups = organizationId ? { groups: { organization: organizationId } } : {};
      client.capture({ distinctId: userId, event, properties, ...groups });
    },
    identify: (distinctId, properties) => client.identify({ distinctId, properties }),
    async shutdown() {
      clearInterval(timer);
      await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS))]);
    },
  };
}

/** Says when PostHog goes and when it comes back, and not every few seconds in between. */
function flusher(flush: () => Promise<void>, log: AnalyticsOptions["log"]): () => Promise<void> {
  let answers = true;
  return async () => {
    try {
      await flush();
      if (!answers) log.info("PostHog answers again");
      answers = true;
    } catch (error) {
      if (answers)
        log.warn(
          { cause: String(error) },
          "PostHog does not answer: events wait, and are dropped in the end",
        );
      answers = false;
    }
  };
}
