import { afterAll, describe, expect, test } from "bun:test";
import { testApp } from "../testing/app.ts";
import { testDatabase } from "../testing/database.ts";
import { createUser } from "../testing/factories.ts";
import { run as runSessions } from "./sessions.ts";
import { run as runUsers } from "./users.ts";

const database = testDatabase();
const app = testApp(database);

/** What is printed. */
async function printed(run: typeof runUsers, args: readonly string[], options: Record<string, unknown> = {}) {
  const out: string[] = [];
  const { log } = console;
  console.log = (text: string) => void out.push(text);
  try {
    expect(await run({ args, options, env: { NODE_ENV: "test", DATABASE_URL: database.url } })).toBe(0);
    return out.join("\n");
  } finally {
    console.log = log;
  }
}

const users = (...words: string[]) => printed(runUsers, words);
const usersJson = async (...words: string[]) => JSON.parse(await printed(runUsers, words, { json: true }));
const sessions = (...words: string[]) => printed(runSessions, words);
const sessionsJson = async (...words: string[]) =>
  JSON.parse(await printed(runSessions, words, { json: true }));

const failure = (running: Promise<unknown>) =>
  running.then(
    () => "fine",
    ({ message, exitCode }) => [message, exitCode],
  );

const actionsOn = async (id: string) => {
  const events =
    await database.sql`SELECT action, actor_id, user_agent FROM audit_events WHERE subject_id = ${id} ORDER BY id`;
  return [...events];
};

describe("users", () => {
  test("create makes an account that signs in by link", async () => {
    expect(await users("create", "Ada@Example.com", "Ada Lovelace")).toMatch(
      /^ada@example.com signs in by a mailed link/,
    );
    expect(await usersJson("show", "ada@example.com")).toMatchObject({
      name: "Ada Lovelace",
      has_password: false,
      status: "active",
      operator: false,
    });
    await app.request("POST", "/auth/magic-links", { body: { email: "ada@example.com" } });
    await app.idle();
    expect(app.mailbox.list("ada@example.com")).toHaveLength(1);
  });

  test("create of an address that is taken", async () => {
    const { email } = await createUser(database.db);
    expect(await failure(users("create", email))).toEqual([expect.stringContaining("another account"), 1]);
  });

  test("list finds by a part of name or address", async () => {
    const { email } = await createUser(database.db, { name: "Unmistakable Person" });
    expect((await usersJson("list", "unmistakable")).map((user: { email: string }) => user.email)).toEqual([
      email,
    ]);
    expect(await users("list", "unmistakable")).toContain("Unmistakable Person");
    expect(await users("list", "nobody is called so")).toBe("No accounts.");
  });

  test("suspend ends what the account does, reinstate lets it back in, and both are on record", async () => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    expect(await users("suspend", user.email)).toBe(`${user.email} is suspended`);
    expect(await users("suspend", user.email)).toBe(`${user.email} is suspended already`);
    expect((await client.request("GET", "/session")).status).toBe(402);
    expect((await client.request("POST", "/session/revalidation")).status).toBe(401);
    expect(await users("reinstate", user.email)).toBe(`${user.email} is active`);
    const by = { actor_id: null, user_agent: "scaffold users" };
    expect(await actionsOn(user.id)).toEqual([
      { action: "user.suspended", ...by },
      { action: "user.reinstated", ...by },
    ]);
  });

  test("operator gives and takes what operators may", async () => {
    const user = await createUser(database.db);
    expect(await users("operator", user.email)).toBe(`${user.email} is an operator`);
    expect((await (await app.as(user)).request("GET", "/users")).status).toBe(200);
    expect(await usersJson("operator", user.email, "off")).toMatchObject({ operator: false, changed: true });
    expect((await (await app.as(user)).request("GET", "/users")).status).toBe(403);
  });

  test.each([
    [["show"], 2],
    [["operator", "someone@example.com", "maybe"], 1],
    [["show", "nobody@example.com"], 1],
    [["suspned", "nobody@example.com"], 2],
  ])("%p fails with %i", async (words, code) => {
    const [, exitCode] = (await failure(users(...words))) as [string, number];
    expect(exitCode).toBe(code);
  });
});

describe("sessions", () => {
  test("list and revoke", async () => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    expect((await sessionsJson("list", user.email))[0]).toMatchObject({
      id: client.sessionId,
      method: "password",
    });
    expect(await sessions("revoke", client.sessionId)).toBe(`${user.email} is signed out there`);
    expect((await client.request("GET", "/session")).status).toBe(401);
    expect(await sessions("list", user.email)).toBe(`${user.email} is signed in nowhere.`);
    expect(await failure(sessions("revoke", client.sessionId))).toEqual(["there is no such session", 1]);
  });

  test("why says which change flagged a session, and through what it was made", async () => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    expect(await sessions("why", client.sessionId)).toContain("the session is served");

    await users("operator", user.email);
    expect(await sessions("why", client.sessionId)).toMatch(
      /flagged \d+ s ago because of user.operator, changed by scaffold; served again after POST/,
    );
    await psql(`UPDATE users SET status = 'suspended' WHERE id = '${user.id}'`);
    expect(await sessions("why", client.sessionId)).toMatch(
      /because of user.status, changed by psql; the account is suspended/,
    );
    expect(await sessionsJson("why", client.sessionId)).toMatchObject({
      needs_revalidate: true,
      revalidate_reason: "user.status",
      revalidate_source: "psql",
    });
  });
});

/** Somebody at a terminal. */
const connections: { close(): Promise<void> }[] = [];
afterAll(async () => void (await Promise.all(connections.map((connection) => connection.close()))));

async function psql(statement: string): Promise<void> {
  const sql = new Bun.SQL({ url: database.url, max: 1, connection: { application_name: "psql" } });
  connections.push(sql);
  await sql.unsafe(statement);
}
