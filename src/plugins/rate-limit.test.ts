import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { type BunRedis, bunRedis } from "../platform/bun-redis.ts";
import { type TestAppOptions, testApp } from "../testing/app.ts";
import { signedIn } from "../testing/caller.ts";
import { noDatabase } from "../testing/no-database.ts";
import { hasRedis, type RedisProcess, startRedis } from "../testing/redis.ts";
import { createLimiter } from "./limiter.ts";
import { rateLimits } from "./rate-limit.ts";

/** How often whatever is limited was really done. */
let done = 0;

function limitedApp(options: TestAppOptions = {}) {
  const limits = rateLimits(createLimiter(options.counters ?? null));
  return testApp(noDatabase, {
    ...options,
    routes: (guards) =>
      new Elysia()
        .use(guards)
        .use(limits)
        .post("/sign-in", () => ++done, {
          public: true,
          limit: "login",
          body: t.Object({ email: t.String({ minLength: 3 }) }),
        })
        .post("/guess", () => ++done, { public: true, limit: "link" })
        .post("/confirm", () => ++done, { signedIn: true, limit: "password" }),
  });
}

type App = ReturnType<typeof limitedApp>;

const signIn = (app: App, email: string) => app.request("POST", "/sign-in", { body: { email } });

async function statuses(times: number, attempt: (index: number) => Promise<{ status: number }>) {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => attempt(index)));
  return Map.groupBy(answers, ({ status }) => status);
}

const counts = (grouped: Map<number, unknown[]>) =>
  Object.fromEntries([...grouped].map(([status, answers]) => [status, answers.length]));

describe("a limit", () => {
  test("lets so many through and turns the rest away, also of 100 at once", async () => {
    const app = limitedApp();
    const before = done;
    expect(counts(await statuses(100, () => signIn(app, "ada@example.com")))).toEqual({ 200: 10, 429: 90 });
    expect(done - before).toBe(10);
  });

  test("says how much is left and when to come again", async () => {
    const app = limitedApp();
    const { headers } = await signIn(app, "ada@example.com");
    expect(headers.get("ratelimit-policy")).toBe(
      '"ip";q=100;w=180, "account and ip";q=10;w=180, "account";q=100;w=3600',
    );
    expect(headers.get("ratelimit")).toMatch(
      /^"ip";r=99;t=\d+, "account and ip";r=9;t=\d+, "account";r=99;t=\d+$/,
    );
    for (let attempt = 0; attempt < 9; attempt++) await signIn(app, "ada@example.com");
    const refused = await signIn(app, "ada@example.com");
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeWithin(170, 181);
    expect(refused.headers.get("ratelimit")).toContain('"account and ip";r=0');
  });

  test("takes an address for the same in any case and with space around it", async () => {
    const app = limitedApp();
    await statuses(10, () => signIn(app, "ada@example.com"));
    expect((await signIn(app, "  ADA@Example.com ")).status).toBe(429);
    expect((await signIn(app, "grace@example.com")).status).toBe(200);
  });

  test("of one machine holds for all accounts together", async () => {
    const app = limitedApp();
    const grouped = await statuses(110, (index) => signIn(app, `person${index}@example.com`));
    expect(counts(grouped)).toEqual({ 200: 100, 429: 10 });
  });

  test("does not lock the owner out on another machine", async () => {
    const [theirs, owners] = [{ "x-forwarded-for": "192.0.2.1" }, { "x-forwarded-for": "192.0.2.2" }];
    const app = limitedApp({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    const from = async (headers: Record<string, string>) =>
      (await app.request("POST", "/sign-in", { body: { email: "ada@example.com" }, headers })).status;
    // Far more than the account's own limit: what their machine's limit stops does not count for the account.
    await statuses(300, async () => ({ status: await from(theirs) }));
    expect(await from(theirs)).toBe(429);
    expect(await from(owners)).toBe(200);
  });

  test("holds for an account however many machines there are", async () => {
    const app = limitedApp({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    const grouped = await statuses(110, (index) =>
      app.request("POST", "/sign-in", {
        body: { email: "ada@example.com" },
        headers: { "x-forwarded-for": `192.0.2.${index}` },
      }),
    );
    expect(counts(grouped)).toEqual({ 200: 100, 429: 10 });
  });

  test("is not escaped by headers that claim another address", async () => {
    const app = limitedApp();
    const names = [
      "x-forwarded-for",
      "forwarded",
      "x-real-ip",
      "client-ip",
      "cf-connecting-ip",
      "true-client-ip",
    ];
    const grouped = await statuses(100, (index) =>
      app.request("POST", "/guess", { headers: { [names[index % names.length] ?? ""]: `192.0.2.${index}` } }),
    );
    expect(counts(grouped)).toEqual({ 200: 60, 429: 40 });
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", 200],
    ["::1", "0:0:0:0:5::", 429],
  ])("after %s, %s is the same network or not: %i", async (first, second, expected) => {
    const app = limitedApp({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    const from = (address: string) =>
      app.request("POST", "/guess", { headers: { "x-forwarded-for": address } });
    await statuses(60, () => from(first));
    expect((await from(second)).status).toBe(expected);
  });

  test("of a person goes with the person", async () => {
    const app = limitedApp();
    const confirm = async (userId: string) =>
      (await app.request("POST", "/confirm", { as: signedIn({ userId }) })).status;
    await statuses(10, async () => ({ status: await confirm("ada") }));
    expect([await confirm("ada"), await confirm("grace")]).toEqual([429, 200]);
  });

  test("does not count what is refused as input", async () => {
    const app = limitedApp();
    await statuses(20, () => signIn(app, "x"));
    expect((await signIn(app, "ada@example.com")).headers.get("ratelimit")).toContain('"ip";r=99');
  });
});

if (!hasRedis())
  console.error("SKIPPED, NOT TESTED: redis-server is not installed, so shared limits are not proven");

describe.skipIf(!hasRedis())("with Redis", () => {
  let redis: RedisProcess;
  const clients: BunRedis[] = [];
  const changes: boolean[] = [];
  const connect = () => {
    const client = bunRedis({ url: redis.url, onChange: (answers) => changes.push(answers) });
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await redis.stop();
  });

  test("processes count together", async () => {
    const nodes = [limitedApp({ counters: connect() }), limitedApp({ counters: connect() })];
    const grouped = await statuses(40, (index) =>
      signIn(nodes[index % 2] ?? limitedApp(), "shared@example.com"),
    );
    expect(counts(grouped)).toEqual({ 200: 10, 429: 30 });
  });

  test("that is gone, each process counts for itself, nobody waits and nothing fails; then it counts again", async () => {
    const app = limitedApp({ counters: connect() });
    await signIn(app, "before@example.com");
    changes.length = 0;
    await redis.stop();
    expect(counts(await statuses(30, () => signIn(app, "during@example.com")))).toEqual({ 200: 10, 429: 20 });
    expect(changes).toEqual([false]);

    redis = await startRedis(redis.port);
    const other = limitedApp({ counters: connect() });
    await statuses(10, () => signIn(other, "after@example.com"));
    while (!changes.includes(true)) {
      await signIn(app, "meanwhile@example.com");
      await Bun.sleep(50);
    }
    expect((await signIn(app, "after@example.com")).status).toBe(429);
  });

  test("that is frozen costs a request a quarter of a second, and the next ones nothing", async () => {
    const app = limitedApp({ counters: connect() });
    await signIn(app, "frozen@example.com");
    redis.freeze();
    try {
      const grouped = await statuses(30, () => signIn(app, "frozen2@example.com"));
      expect(counts(grouped)).toEqual({ 200: 10, 429: 20 });
    } finally {
      redis.thaw();
    }
  });
});
