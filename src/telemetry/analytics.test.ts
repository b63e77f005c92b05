import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { testDatabase } from "../testing/database.ts";
import { createUser } from "../testing/factories.ts";
import { PASSWORD } from "../testing/people.ts";
import { TestPostHog } from "../testing/posthog.ts";
import { startServe } from "../testing/serve-process.ts";
import { startAnalytics } from "./analytics.ts";

const database = testDatabase();
const PROCESS_MS = 30_000;

let posthog: TestPostHog;
beforeEach(() => {
  posthog = new TestPostHog();
});
afterEach(() => posthog.stop());

const log = { info: () => {}, warn: () => {} };
const start = () => startAnalytics({ posthogApiKey: posthog.apiKey, posthogHost: posthog.url, log });

describe("with a key", () => {
  test("who did what, in which organization, is sent at the latest when the process ends", async () => {
    const analytics = await start();
    analytics.identify("user-1", { registered_with: "oauth" });
    analytics.capture("user registered", { userId: "user-1" }, { method: "oauth" });
    analytics.capture("member invited", { userId: "user-1", organizationId: "org-1" }, {});
    await analytics.shutdown();
    expect(posthog.events).toMatchObject([
      { event: "$identify", distinct_id: "user-1", properties: { $set: { registered_with: "oauth" } } },
      { event: "user registered", distinct_id: "user-1", properties: { method: "oauth" } },
      {
        event: "member invited",
        distinct_id: "user-1",
        properties: { $groups: { organization: "org-1" }, $geoip_disable: true },
      },
    ]);
    expect(posthog.events[1]?.properties).not.toHaveProperty("$groups");
  });

  test.each(["down", "hang"] as const)(
    "a PostHog that is %s holds nobody up",
    async (fault) => {
      posthog.fault = fault;
      const analytics = await start();
      analytics.capture("user signed in", { userId: "user-1" }, {});
      await analytics.shutdown();
      expect(posthog.events).toEqual([]);
    },
    10_000,
  );
});

test("without a key nothing is sent", async () => {
  const analytics = await startAnalytics({ posthogApiKey: undefined, posthogHost: posthog.url, log });
  analytics.capture("user signed in", { userId: "user-1" }, {});
  await analytics.shutdown();
  expect(posthog.events).toEqual([]);
});

describe("scaffold serve", () => {
  const signInAndStop = async () => {
    // A real hash, as it is a real process that compares it.
    const parameters = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
    const passwordHash = await Bun.password.hash(PASSWORD, parameters);
    const { email } = await createUser(database.db, { passwordHash });
    const { apiKey, url } = posthog;
    const env = { DATABASE_URL: database.url, POSTHOG_API_KEY: apiKey, POSTHOG_HOST: url };
    const server = await startServe(env);
    const { status } = await fetch(new URL("/auth/login", server.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password: PASSWORD, transport: "bearer" }),
    });
    server.signal("SIGTERM");
    return [status, await server.exited];
  };

  test(
    "a sign-in just before SIGTERM is told before it ends",
    async () => {
      expect(await signInAndStop()).toEqual([200, 0]);
      expect(posthog.events.map(({ event }) => event)).toEqual(["user signed in"]);
    },
    PROCESS_MS,
  );

  test(
    "a PostHog that never answers fails neither a sign-in nor the end",
    async () => {
      posthog.fault = "hang";
      expect(await signInAndStop()).toEqual([200, 0]);
    },
    PROCESS_MS,
  );
});
