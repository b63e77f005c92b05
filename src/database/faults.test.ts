import { afterEach, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { testDriver } from "../testing/driver.ts";
import { testServer } from "../testing/server.ts";
import type { Database } from "./db.ts";
import { startProxy } from "./fixtures/proxy.ts";
import { query, rejection, until } from "./fixtures/queries.ts";
import { type DatabaseOptions, type DbError, openDatabase } from "./index.ts";

const server = testServer();

const fetchPid = query<{ pid: number }>("FetchPid", "SELECT pg_backend_pid() AS pid", { pure: false });
const fetchNumber = query<{ n: number }>("FetchNumber", "SELECT $1::int4 AS n");
const fetchAfterSleep = query<{ pid: number }>(
  "FetchAfterSleep",
  "SELECT pg_backend_pid() AS pid FROM pg_sleep($1)",
);
const modifyAfterSleep = { ...fetchAfterSleep, title: "ModifyAfterSleep", pure: false };

const fine = () => true;
const failed = () => false;

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close({ graceMs: 0 })));
});

function open(options: Partial<DatabaseOptions> = {}): Database {
  const db = openDatabase({ url: server.url, poolMax: 3, ...options }, testDriver);
  opened.push(db);
  return db;
}

/** As somebody else, on a connection that is gone afterwards. */
async function outside(statement: string): Promise<Record<string, unknown>[]> {
  const sql = new SQL({ url: server.url, max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.close();
  }
}

const terminateAll = () =>
  outside(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`);

const connections = async (): Promise<number> => {
  const rows = await outside("SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend'");
  return rows.length - 1;
};

async function fill(db: Database): Promise<void> {
  await Promise.all(Array.from({ length: 3 }, () => db.one(modifyAfterSleep, [0.02])));
}

describe("a backend that is terminated", () => {
  test("while idle: the next query does not notice, ten times of ten", async () => {
    const db = open();
    for (let n = 0; n < 10; n += 1) {
      await fill(db);
      await terminateAll();
      expect(await db.one(fetchNumber, [n])).toEqual({ n });
      expect(await db.transaction((tx) => tx.one(fetchNumber, [n]))).toEqual({ n });
    }
  });

  test("while it runs a plain read: it is read again on another connection", async () => {
    const db = open();
    const { pid } = await db.one(fetchPid, []);
    const reading = db.one(fetchAfterSleep, [0.3]);
    await until(() => db.stats().inUse === 1);
    await terminateAll();
    expect((await reading).pid).not.toBe(pid);
  });

  test("while it runs anything else: the caller is told, and nothing is done twice", async () => {
    const db = open();
    await db.one(fetchPid, []);
    const changing = rejection(db.one(modifyAfterSleep, [60]));
    await until(() => db.stats().inUse === 1);
    await terminateAll();
    expect(await changing).toMatchObject({ kind: "unavailable", sqlstate: "57P01", retryable: true });
  });

  test("between two statements of a transaction: the second fails, and the first is undone", async () => {
    const db = open();
    await outside("CREATE TABLE half (n int4)");
    const insert = query("InsertHalf", "INSERT INTO half VALUES ($1)");
    const work = db.transaction(async (tx) => {
      await tx.count(insert, [1]);
      await terminateAll();
      await until(() => db.stats().open === 0);
      await tx.count(insert, [2]);
    });
    const error = await rejection(work);
    expect(error).toMatchObject({ kind: "unavailable", title: "InsertHalf" });
    expect(error.message).toContain("everything in it is rolled back");
    expect(await outside("SELECT n FROM half")).toEqual([]);
  });
});

describe("a server that is killed under load", () => {
  test("and started again: every call is answered, only as unavailable meanwhile, and then all is as before", async () => {
    const db = open({ acquireMs: 300, queryMs: 1000 });
    await fill(db);
    let stop = false;
    const kinds = new Set<string>();
    const load = Array.from({ length: 20 }, async (_, n) => {
      while (!stop) {
        const failure = await db.one(fetchNumber, [n]).then(
          () => undefined,
          (error: DbError) => error,
        );
        if (failure !== undefined) kinds.add(failure.kind);
      }
    });
    await server.kill();
    await until(() => kinds.size > 0);
    await server.restart();
    stop = true;
    await Promise.all(load);
    expect([...kinds]).toEqual(["unavailable"]);
    expect(await db.one(fetchNumber, [1])).toEqual({ n: 1 });
    expect(db.stats()).toMatchObject({ inUse: 0, waiting: 0 });
  });

  test("and back within the wait for a connection: plain reads do not notice", async () => {
    const db = open({ acquireMs: 20_000 });
    await fill(db);
    await server.kill();
    const reading = Promise.all(Array.from({ length: 20 }, (_, n) => db.one(fetchNumber, [n])));
    await server.restart();
    expect(await reading).toHaveLength(20);
  });
});

describe("a server that does not answer", () => {
  test("a frozen backend: its query fails on time, the others go on, and the connection is replaced", async () => {
    const db = open({ queryMs: 100 });
    const { pid } = await db.one(fetchPid, []);
    process.kill(pid, "SIGSTOP");
    try {
      expect(await rejection(db.one(fetchPid, []))).toMatchObject({ kind: "timeout" });
      for (let n = 0; n < 5; n += 1) expect(await db.one(fetchNumber, [n])).toEqual({ n });
      expect((await db.one(fetchPid, [])).pid).not.toBe(pid);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await until(
      async () => (await outside(`SELECT 1 FROM pg_stat_activity WHERE pid = ${pid}`)).length === 0,
    );
  });

  test("a frozen backend does not hold up close", async () => {
    const db = open({ queryMs: 60_000 });
    const { pid } = await db.one(fetchPid, []);
    process.kill(pid, "SIGSTOP");
    const stuck = rejection(db.one(fetchPid, []));
    await db.close({ graceMs: 20 });
    expect(await stuck).toMatchObject({ kind: "unavailable" });
    process.kill(pid, "SIGCONT");
  });

  test("a black hole: every call fails on time, and once it is gone one round of failures is all", async () => {
    const proxy = await startProxy(server.url);
    const db = open({ url: proxy.url, queryMs: 100, acquireMs: 300 });
    await fill(db);
    proxy.swallow();
    const failures = await Promise.all([1, 2, 3, 4].map((n) => rejection(db.one(fetchNumber, [n]))));
    for (const error of failures) expect(["timeout", "unavailable"]).toContain((error as DbError).kind);
    proxy.heal();
    await until(() => db.one(fetchNumber, [5]).then(fine, failed));
    for (let n = 0; n < 10; n += 1) expect(await db.one(fetchNumber, [n])).toEqual({ n });
    await db.close({ graceMs: 0 });
    await proxy.close();
  });

  test("after one connection proved dead, the unused ones are not trusted any more", async () => {
    const proxy = await startProxy(server.url);
    const db = open({ url: proxy.url, queryMs: 100 });
    await fill(db);
    expect(db.stats().open).toBe(3);
    proxy.swallow();
    await rejection(db.one(fetchNumber, [1]));
    proxy.heal();
    await until(() => db.stats().open === 0);
    expect(await db.one(fetchNumber, [2])).toEqual({ n: 2 });
    await db.close({ graceMs: 0 });
    await proxy.close();
  });
});

describe("a server that cannot be reached", () => {
  test("nobody listens: unavailable once the wait is over, with the reason", async () => {
    const db = open({ url: "postgres://nobody@127.0.0.1:1/nothing", acquireMs: 80 });
    const error = await rejection(db.ping());
    expect(error).toMatchObject({ kind: "unavailable", title: "ping", retryable: true });
    expect(error.message).toMatch(/no free connection within 80 ms: .+/);
  });

  test("a wrong database is told at once and is not worth another try", async () => {
    const url = new URL(server.url);
    url.pathname = "/nothing";
    const error = await rejection(open({ url: url.href, acquireMs: 60_000 }).ping());
    expect(error).toMatchObject({ kind: "internal", retryable: false });
    expect(error.message).toContain('database "nothing" does not exist');
  });

  test("all slots taken: unavailable, and fine when there is one again", async () => {
    await outside("CREATE ROLE limited LOGIN PASSWORD 'secret' CONNECTION LIMIT 1");
    const url = new URL(server.url);
    url.username = "limited";
    url.password = "secret";
    const other = open({ url: url.href });
    await other.ping();
    const db = open({ url: url.href, acquireMs: 80 });
    const error = await rejection(db.ping());
    expect(error).toMatchObject({ kind: "unavailable" });
    expect(error.message).toContain("too many connections");
    await other.close();
    await until(() => db.ping().then(fine, failed));
  });
});

describe("LISTEN", () => {
  test("hears what is notified, until it is stopped", async () => {
    const db = open();
    const heard: string[] = [];
    const stop = await db.listen("news", { notified: (payload) => heard.push(payload) });
    await outside("SELECT pg_notify('news', 'one')");
    await until(() => heard.length === 1);
    await stop();
    await until(async () => (await connections()) === 0);
    expect(heard).toEqual(["one"]);
  });

  test("comes back after a restart and says that something may have been missed", async () => {
    const db = open();
    const heard: string[] = [];
    await db.listen("news", {
      notified: (payload) => heard.push(payload),
      resumed: () => heard.push("resumed"),
    });
    await server.kill();
    await server.restart();
    await until(() => heard.length === 1);
    await outside("SELECT pg_notify('news', 'two')");
    await until(() => heard.length === 2);
    expect(heard).toEqual(["resumed", "two"]);
  });

  test("is over when the database is closed", async () => {
    const db = open();
    await db.listen("news", { notified: () => undefined });
    await db.close();
    await until(async () => (await connections()) === 0);
  });

  test("rejects when there is no server", async () => {
    const db = open({ url: "postgres://nobody@127.0.0.1:1/nothing" });
    expect(await rejection(db.listen("news", { notified: () => undefined }))).toMatchObject({
      title: "listen",
    });
  });
});
