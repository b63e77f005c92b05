import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Elysia, t } from "elysia";
import { noteJobFailure } from "../telemetry/dossier.ts";
import { errorEvents } from "../telemetry/error-events.ts";
import { testApp } from "../testing/app.ts";
import { testDatabase } from "../testing/database.ts";
import { TEST_TIMEOUT_MS } from "../testing/patience.ts";
import { run } from "./errors.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const database = testDatabase();

const SECRETS = ["b0dy-secret", "h3ader-secret", "c00kie-secret", "qu3ry-secret", "n3sted-secret"];

const app = testApp(database, {
  migrations: ["20991231000000000_newest"],
  routes: (guards) =>
    new Elysia().use(guards).post(
      "/break/:how",
      ({ params }) => {
        const cause = new Error("connect to postgres://app:n3sted-secret@db failed \0");
        throw params.how === "other"
          ? new RangeError("quite another")
          : new Error(`no ${params.how}`, { cause });
      },
      { public: true, params: t.Object({ how: t.String() }), body: t.Object({ password: t.String() }) },
    ),
});

const breakIt = async (how: string) => {
  const { status, body } = await app.request("POST", `/break/${how}?token=qu3ry-secret&page=2`, {
    body: { password: "b0dy-secret" },
    headers: {
      authorization: "Bearer h3ader-secret",
      cookie: "session=c00kie-secret",
      "sec-fetch-site": "same-origin",
    },
  });
  expect(status).toBe(500);
  await app.idle();
  return body.error_id as string;
};

/** What is printed. */
async function scaffold(words: readonly string[], options: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    const env = { NODE_ENV: "test", DATABASE_URL: database.url };
    expect(await run({ args: words, options, env })).toBe(0);
    return out.join("\n");
  } finally {
    console.log = log;
  }
}

const list = async (options = {}) => JSON.parse(await scaffold(["list"], { ...options, json: true }));

describe("an internal error", () => {
  let id: string;
  beforeAll(async () => {
    id = await breakIt("database");
  });

  test("is one thing however often it comes, whatever its message says", async () => {
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(await breakIt("mail")).toBe(id);
    expect(await breakIt("other")).not.toBe(id);
    const found = await list();
    expect(found.find((event: { id: string }) => event.id === id)).toMatchObject({
      occurrences: "2",
      place: "POST /break/:how",
      title: "Error: no mail",
    });
  });

  test("is shown with its stack, its request and how to see it again, and without any secret", async () => {
    const shown = await scaffold(["show", id]);
    for (const text of [
      "errors.test.ts",
      '"route": "/break/:how"',
      '"request_id"',
      '"migration_head": "20991231000000000_newest"',
    ]) {
      expect(shown).toContain(text);
    }
    expect(shown).toContain("curl -X POST 'http://localhost/break/");
    expect(shown).toContain("page=2");
    expect(shown).toContain(`--data '{"password":"***"}'`);
    const everything = [shown, await scaffold(["show", id], { json: true }), JSON.stringify(app.logs)].join();
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
  });

  test("that is resolved is off the list, until it comes back", async () => {
    const isListed = async () => (await list()).some((event: { id: string }) => event.id === id);
    await scaffold(["resolve", id]);
    expect(await isListed()).toBe(false);
    expect(await list({ all: true })).toContainEqual(expect.objectContaining({ id }));
    await breakIt("again");
    expect(await isListed()).toBe(true);
  });
});

test("a storm of the same is counted, every one of it", async () => {
  const [{ id }] = await list();
  await scaffold(["resolve", id]);
  const before = Number(
    (await list({ all: true })).find((event: { id: string }) => event.id === id).occurrences,
  );
  await Promise.all(Array.from({ length: 50 }, () => breakIt("database")));
  const [after] = await list();
  expect(Number(after.occurrences) - before).toBe(50);
});

test("a job's failure is at the same place, with how to run it again", async () => {
  const surroundings = { release: "r1", migration_head: "m1" };
  const job = { name: "demo.break", queue: "default", attempt: 3, maxAttempts: 3, outcome: "dead" };
  const who = { userId: null, organizationId: null, payload: { password: "b0dy-secret" } };
  const error = new TypeError("no number", { cause: "Bearer n3sted-secret" });
  const sink = { events: errorEvents(database.db), surroundings };
  const { id, written } = noteJobFailure(sink, { id: "job-1", ...job, ...who, error });
  await written;
  const shown = await scaffold(["show", id]);
  for (const text of ["job demo.break, 1 ×", '"attempt": 3', "scaffold jobs retry job-1", "errors.test.ts"])
    expect(shown).toContain(text);
  expect(shown).not.toContain("n3sted-secret");
});

test("an id that there is not is an error", async () => {
  const message = await scaffold(["show", "0123456789ab"]).catch((error) => error.message);
  expect(message).toBe("there is no error 0123456789ab");
});
