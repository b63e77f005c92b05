/** An internal error, wherever it is thrown: one line in the log that leaves nothing to ask, and gives no secret away. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Elysia, t } from "elysia";
import { assembleWorker } from "../commands/worker.ts";
import { readConfig } from "../config.ts";
import { type Database, openDatabase } from "../database/index.ts";
import { enqueue } from "../jobs/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import * as users from "../repositories/users.ts";
import { sendMagicLink } from "../services/account/mails/jobs.ts";
import { accountLinks } from "../services/account/mails/links.ts";
import { testApp } from "../testing/app.ts";
import { testDatabase } from "../testing/database.ts";
import { createOrganization } from "../testing/factories.ts";
import { TEST_TIMEOUT_MS } from "../testing/patience.ts";
import { recordSpans } from "../testing/spans.ts";
import { createLog } from "./log.ts";
import { Metrics } from "./metrics/metrics.ts";
import { observeQuery } from "./request-context.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

type Line = Record<string, unknown>;

/** Each is planted somewhere; a line that holds one of these words has a leak. */
const SECRET = /planted/;
const TAKEN = "planted-address@example.com";
/** As a number, which JSON has without quotes. */
const CARD = 4_111_111_111_111_111;

const database = testDatabase();
const spans = recordSpans();

/** As a driver's that hangs what it was given on its errors, below an error that says too much. */
function faultWithSecrets(): Error {
  const driver = Object.assign(new Error("connect to redis://app:planted-8@cache failed"), {
    config: { headers: { authorization: "Bearer planted-9" } },
    detail: "Key (email)=(planted-10) exists",
  });
  const middle = new Error('refused {"api_key":"planted-11"} of card 4111 1111 1111 1111', { cause: driver });
  return new RangeError("it broke with token=planted-12", { cause: middle });
}

const Body = t.Object({
  password: t.String(),
  nested: t.Object({ refresh_token: t.String(), note: t.String(), card: t.Number() }),
});

const brokenService = {
  async break(): Promise<never> {
    await users.fetchUsers(observed, { limit: 1 });
    throw faultWithSecrets();
  },
};

/** As in production: queries are noted with whoever made them. */
let observed: Database;
const app = testApp(
  {
    get db() {
      return observed;
    },
  },
  {
    env: { TRUSTED_PROXIES: "127.0.0.1", RELEASE: "r7" },
    migrations: ["20991231000000000_newest"],
    routes: (guards) =>
      new Elysia()
        .use(guards)
        .post("/break/handler/:id", () => Promise.reject(faultWithSecrets()), { signedIn: true, body: Body })
        .post("/break/service/:id", () => brokenService.break(), { signedIn: true, body: Body })
        .post(
          "/break/query/:id",
          async () => await users.insertUser(observed, { email: TAKEN, name: "Ada" }),
          {
            signedIn: true,
            body: Body,
            response: t.Any(),
          },
        ),
  },
);

afterAll(() => observed.close());

let owned: Awaited<ReturnType<typeof createOrganization>>;
beforeAll(async () => {
  observed = openDatabase({ url: database.url, observe: observeQuery }, bunSql);
  owned = await createOrganization(database.db);
  await users.insertUser(database.db, { email: TAKEN, name: "Ada" });
});

/** The one line that tells of the error. */
async function lineOf(place: string): Promise<{ line: Line; sessionId: string }> {
  const client = await app.as(owned.owner);
  app.logs.length = 0;
  const { status, body } = await client.request(
    "POST",
    `/break/${place}/7?code=planted-1&tab=2&token=planted-2`,
    {
      body: {
        password: "planted-3",
        nested: { refresh_token: "planted-4", note: "Bearer planted-5", card: CARD },
      },
      headers: {
        "x-forwarded-for": "203.0.113.9",
        "user-agent": "probe/1",
        "x-api-key": "planted-6",
        cookie: "theme=planted-7",
        "sec-fetch-site": "same-origin",
      },
    },
  );
  expect([status, body.code]).toEqual([500, "internal_error"]);
  await app.idle();
  const [line, ...others] = app.logs.filter(({ level }) => level === "error");
  if (line === undefined || others.length > 0) throw new Error(`${others.length + 1} lines instead of one`);
  expect(line.error_id).toBe(body.error_id);
  expect(line.request_id).toBe(body.request_id);
  return { line, sessionId: client.sessionId };
}

const eventsOf = async (id: string) => [...(await database.sql`SELECT * FROM error_events WHERE id = ${id}`)];

const session = { title: "FetchSessionByToken", ms: expect.any(Number), rows: 1 };
const stack = expect.stringContaining("dossier.test.ts");
const chain = {
  name: "RangeError",
  stack,
  cause: { name: "Error", stack, cause: { message: "connect to redis://app:***@cache failed", stack } },
};

describe.each([
  ["handler", { queries: [session], error: { cause: chain } }],
  [
    "service",
    { queries: [session, { title: "FetchUsers", ms: expect.any(Number), rows: 1 }], error: { cause: chain } },
  ],
  [
    "query",
    {
      queries: [session, { title: "InsertUser", failed: expect.any(String) }],
      failed_query: "InsertUser",
      sqlstate: "23505",
      constraint: "users_email_key",
      error: { cause: { name: "DbError", stack } },
    },
  ],
])("in a %s", (place, told) => {
  test("everything is told, and no secret", async () => {
    const { line, sessionId } = await lineOf(place);
    const id = String(line.error_id);
    expect(line).toMatchObject({
      message: "internal error",
      service: "scaffold",
      release: "r7",
      host: "test",
      migration_head: "20991231000000000_newest",
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      method: "POST",
      path: `/break/${place}/7`,
      route: `/break/${place}/:id`,
      query: { code: "***", tab: "2", token: "***" },
      client_ip: "203.0.113.9",
      user_agent: "probe/1",
      user_id: owned.owner.id,
      organization_id: owned.organization.id,
      session_id: sessionId,
      headers: { authorization: "***", cookie: "***", "x-api-key": "***", "user-agent": "probe/1" },
      body: { password: "***", nested: { refresh_token: "***", note: "Bearer ***", card: 0 } },
      again: expect.stringMatching(/^curl -X POST 'http.*tab=2/),
      ...told,
    });
    const rows = await eventsOf(id);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify([app.logs, rows])).not.toMatch(SECRET);
  });
});

test("in a job: everything is told, and no secret", async () => {
  const lines: Line[] = [];
  const log = createLog({
    level: "info",
    format: "json",
    base: { service: "scaffold", release: "r7", host: "test" },
    write: (line) => void lines.push(JSON.parse(line)),
  });
  const told = Promise.withResolvers<void>();
  const worker = await assembleWorker(
    readConfig({ env: { NODE_ENV: "test", RELEASE: "r7", JOBS_ENGINE: "pool" } }),
    {
      databaseUrl: database.url,
      database: observed,
      log,
      metrics: new Metrics(),
      migrations: ["20991231000000000_newest"],
      waitUntil: (work) => void work.then(() => told.resolve()),
      services: {
        mailer: { send: () => Promise.reject(faultWithSecrets()) },
        links: accountLinks("http://localhost"),
      },
    },
  );
  await worker.start();
  const by = { userId: owned.owner.id, organizationId: owned.organization.id };
  const id = await enqueue(database.db, sendMagicLink, { email: owned.owner.email }, { by });
  await told.promise;
  await worker.stop(0);

  const [line, ...others] = lines.filter(({ job_id }) => job_id !== undefined);
  expect(others).toEqual([]);
  const rows = await eventsOf(String(line?.error_id));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify([lines, rows])).not.toMatch(SECRET);
  expect(line).toMatchObject({
    level: "warn",
    message: "job did not finish",
    service: "scaffold",
    release: "r7",
    host: "test",
    migration_head: "20991231000000000_newest",
    error_id: expect.stringMatching(/^[0-9a-f]{12}$/),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    job: "account.send-magic-link",
    job_id: id,
    queue: "mail",
    attempt: 1,
    max_attempts: expect.any(Number),
    outcome: "retry",
    user_id: by.userId,
    organization_id: by.organizationId,
    payload: { email: owned.owner.email },
    queries: [{ title: "FetchUserByEmail", rows: 1 }, { title: "InsertOneTimeToken" }],
    again: `scaffold jobs retry ${id}`,
    error: chain,
  });
});

test("the trace has the request as failed", async () => {
  const { line } = await lineOf("handler");
  const [root] = await spans.of(String(line.trace_id));
  expect(root).toMatchObject({ name: "POST /break/handler/:id", status: { code: 2 } });
});
