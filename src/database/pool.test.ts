import { afterEach, describe, expect, test } from "bun:test";
import { testDatabase } from "../testing/database.ts";
import { testDriver } from "../testing/driver.ts";
import type { Database } from "./db.ts";
import { gate, query, rejection, until } from "./fixtures/queries.ts";
import { type DatabaseOptions, DbError, openDatabase, withDeadline } from "./index.ts";

const database = testDatabase({ migrated: false, driver: testDriver });

const fetchNumber = query<{ n: number }>("FetchNumber", "SELECT $1::int4 AS n");
const fetchAfterSleep = query("FetchAfterSleep", "SELECT pg_sleep($1)", { pure: false });
/** Known to be fast until it is not. */
const fetchMoody = query<{ n: number }>("FetchMoody", "SELECT $1::int4 AS n, pg_sleep($2)");

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close({ graceMs: 0 })));
});

function open(options: Partial<DatabaseOptions> = {}): Database {
  const db = openDatabase({ url: database.url, poolMax: 4, ...options }, testDriver);
  opened.push(db);
  return db;
}

/** So that the pool has its connections and knows the titles. */
async function warm(db: Database): Promise<void> {
  await Promise.all(Array.from({ length: 4 }, () => db.one(fetchAfterSleep, [0.02])));
  for (let n = 0; n < 20; n += 1) await Promise.all([db.one(fetchNumber, [n]), db.one(fetchMoody, [n, 0])]);
}

const running = async (title: string): Promise<number> => {
  const rows = await database.sql`
    SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE ${`/* ${title} */%`}`;
  return rows.length;
};

describe("a slow query delays nobody", () => {
  for (const slow of [1, 3]) {
    test(`a burst of 64 while ${slow} of 4 connections are busy for long: none waits for them`, async () => {
      const db = open();
      await warm(db);
      let over = 0;
      const sleeping = Array.from({ length: slow }, () => db.one(fetchAfterSleep, [0.5]).then(() => over++));
      await until(async () => (await running("FetchAfterSleep")) === slow);
      const burst = Array.from({ length: 64 }, (_, n) =>
        db.one(fetchNumber, [n]).then((row) => ({ ...row, over })),
      );
      expect(await Promise.all(burst)).toEqual(Array.from({ length: 64 }, (_, n) => ({ n, over: 0 })));
      await Promise.all(sleeping);
    });
  }

  test("those that were sent behind a fast query before it turned out slow are sent again elsewhere", async () => {
    const db = open();
    await warm(db);
    let over = 0;
    const slow = db.one(fetchMoody, [0, 0.5]).then(() => over++);
    const burst = Array.from({ length: 64 }, (_, n) =>
      db.one(fetchNumber, [n]).then((row) => ({ ...row, over })),
    );
    expect(await Promise.all(burst)).toEqual(Array.from({ length: 64 }, (_, n) => ({ n, over: 0 })));
    await slow;
  });

  test("what may change something is never sent twice nor behind others", async () => {
    const db = open();
    await database.sql`CREATE TABLE counted (n int4)`;
    await warm(db);
    const insert = query("InsertCounted", "INSERT INTO counted VALUES ($1)");
    const slow = db.one(fetchMoody, [0, 0.2]);
    await Promise.all(Array.from({ length: 64 }, (_, n) => db.count(insert, [n])));
    await slow;
    expect(await database.sql`SELECT count(*)::int4, count(DISTINCT n)::int4 AS d FROM counted`).toEqual([
      { count: 64, d: 64 },
    ]);
  });
});

describe("the wait for a connection", () => {
  test("ends with an error that says how many are in use", async () => {
    const db = open({ poolMax: 1, acquireMs: 60 });
    const held = gate();
    const holder = db.transaction(() => held.opened);
    await until(() => db.stats().inUse === 1);
    const error = await rejection(db.one(fetchNumber, [1]));
    expect(error).toMatchObject({ kind: "unavailable", title: "FetchNumber", retryable: true });
    expect(error.message).toMatch(/^FetchNumber: no free connection within 60 ms: 1 of 1 in use, 1 waiting$/);
    held.open();
    await holder;
    expect(await db.one(fetchNumber, [2])).toEqual({ n: 2 });
  });

  test("names the likely cause when the outer db is used inside a transaction", async () => {
    const db = open({ poolMax: 1, acquireMs: 60 });
    const error = await rejection(db.transaction(() => db.one(fetchNumber, [1])));
    expect(error.message).toContain("inside a transaction: use its tx");
    expect(await db.one(fetchNumber, [2])).toEqual({ n: 2 });
  });

  test("is not longer than the deadline", async () => {
    const db = open({ poolMax: 1, acquireMs: 60_000 });
    const held = gate();
    const holder = db.transaction(() => held.opened);
    await until(() => db.stats().inUse === 1);
    const waiting = withDeadline(Date.now() + 50, () => db.one(fetchNumber, [1]));
    expect(await rejection(waiting)).toMatchObject({ kind: "timeout" });
    expect(db.stats().waiting).toBe(0);
    held.open();
    await holder;
  });

  test("is in the order of the calls", async () => {
    const db = open({ poolMax: 1 });
    await db.one(fetchNumber, [0]);
    const order: number[] = [];
    const slow = db.one(fetchAfterSleep, [0.05]);
    await Promise.all([1, 2, 3].map((n) => db.transaction(async () => order.push(n))));
    await slow;
    expect(order).toEqual([1, 2, 3]);
  });
});

describe("the time of a query", () => {
  test("is up: the caller hears it, the server stops, and the connection is replaced", async () => {
    const db = open({ poolMax: 1, queryMs: 60 });
    const error = await rejection(db.one(fetchAfterSleep, [60]));
    expect(error).toMatchObject({ kind: "timeout", title: "FetchAfterSleep", retryable: true });
    expect(error.message).toContain("the statement was cancelled");
    await until(async () => (await running("FetchAfterSleep")) === 0);
    expect(await db.one(fetchNumber, [1])).toEqual({ n: 1 });
  });

  test("is the deadline's when that is earlier, and nothing is sent once it has passed", async () => {
    const db = open();
    const late = withDeadline(Date.now() + 60, () => db.one(fetchAfterSleep, [60]));
    expect(await rejection(late)).toMatchObject({ kind: "timeout" });
    await until(async () => (await running("FetchAfterSleep")) === 0);
    const tooLate = withDeadline(Date.now() - 1, () => db.one(fetchNumber, [1]));
    expect((await rejection(tooLate)).message).toContain("the deadline passed");
  });

  test("a deadline within a deadline can only be earlier", async () => {
    const db = open();
    const inner = () => withDeadline(Date.now() + 60_000, () => db.one(fetchAfterSleep, [60]));
    expect(await rejection(withDeadline(Date.now() + 60, inner))).toMatchObject({ kind: "timeout" });
  });

  test("a transaction that hangs elsewhere is rolled back at the deadline and its locks are free", async () => {
    const db = open({ poolMax: 1 });
    await database.sql`CREATE TABLE locked AS SELECT 1 AS n`;
    const lock = query("ModifyLocked", "UPDATE locked SET n = n + 1");
    const hanging = withDeadline(Date.now() + 80, () =>
      db.transaction(async (tx) => {
        await tx.count(lock, []);
        await new Promise(() => undefined);
      }),
    );
    expect(await rejection(hanging)).toMatchObject({ kind: "timeout", title: "transaction" });
    expect(await db.count(lock, [])).toBe(1);
    expect(await database.sql`SELECT n FROM locked`).toEqual([{ n: 2 }]);
  });
});

describe("a connection is free again", () => {
  test("after an error, a timeout and a cancelled wait", async () => {
    const db = open({ poolMax: 1, queryMs: 60 });
    await rejection(db.one(query("FetchNonsense", "SELECT 1/$1::int4"), [0]));
    await rejection(db.one(fetchAfterSleep, [60]));
    await rejection(db.transaction(() => Promise.reject(new Error("no"))));
    expect(await db.one(fetchNumber, [1])).toEqual({ n: 1 });
    expect(db.stats()).toEqual({ open: 1, inUse: 0, waiting: 0 });
  });

  test("after many transactions and queries at once", async () => {
    const db = open();
    const work = Array.from({ length: 200 }, (_, n) =>
      n % 3 === 0 ? db.transaction((tx) => tx.one(fetchNumber, [n])) : db.one(fetchNumber, [n]),
    );
    const rows = await Promise.all(work);
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    await until(() => db.stats().inUse === 0);
    expect(db.stats().waiting).toBe(0);
  });
});

describe("statements are prepared on the server", () => {
  const fetchPrepared = query<{ statement: string }>(
    "FetchPrepared",
    "SELECT statement FROM pg_prepared_statements WHERE statement LIKE $1",
  );

  test("once for each text, whatever the values", async () => {
    const db = open({ poolMax: 1 });
    const fetchAny = query("FetchAny", "SELECT $1::numeric AS n");
    for (const value of ["5", "5.5", null, "12345678901234567890"]) await db.one(fetchAny, [value]);
    expect(await db.many(fetchPrepared, ["/* FetchAny */%"])).toHaveLength(1);
  });

  test("also without parameters", async () => {
    const db = open({ poolMax: 1 });
    const fetchNow = query("FetchNow", "SELECT now() AS now");
    for (let n = 0; n < 3; n += 1) await db.one(fetchNow, []);
    expect(await db.many(fetchPrepared, ["/* FetchNow */%"])).toHaveLength(1);
  });

  test("again when the table has changed under load, unseen by anybody", async () => {
    const db = open();
    await database.sql`CREATE TABLE altered AS SELECT 1 AS a`;
    const fetchAltered = query("FetchAltered", "SELECT * FROM altered WHERE a = $1");
    const read = () => Promise.all(Array.from({ length: 40 }, () => db.one(fetchAltered, [1])));
    await read();
    for (const column of ["b", "c", "d"]) {
      await database.sql.unsafe(`ALTER TABLE altered ADD COLUMN ${column} int4 DEFAULT 2`);
      expect((await read()).every((row) => Object.hasOwn(row as object, column))).toBe(true);
    }
  });

  test("again after DEALLOCATE ALL", async () => {
    const db = open({ poolMax: 1 });
    await db.one(fetchNumber, [1]);
    await db.count(query("ModifySession", "DEALLOCATE ALL"), []);
    expect(await db.one(fetchNumber, [2])).toEqual({ n: 2 });
  });
});

describe("close", () => {
  test("finishes what runs and takes nothing new", async () => {
    const db = open();
    const slow = db.one(fetchAfterSleep, [0.1]);
    await until(() => db.stats().inUse === 1);
    const closing = db.close();
    const error = await rejection(db.one(fetchNumber, [1]));
    expect(error).toBeInstanceOf(DbError);
    expect(error).toMatchObject({ kind: "usage" });
    await slow;
    await closing;
    expect(db.stats().open).toBe(0);
  });

  test("cuts what takes longer than the grace", async () => {
    const db = open();
    const slow = rejection(db.one(fetchAfterSleep, [60]));
    await until(async () => (await running("FetchAfterSleep")) === 1);
    await db.close({ graceMs: 20 });
    expect(await slow).toMatchObject({ kind: "unavailable" });
    await until(async () => (await running("FetchAfterSleep")) === 0);
  });

  test("twice is once", async () => {
    const db = open();
    await db.one(fetchNumber, [1]);
    await Promise.all([db.close(), db.close()]);
  });
});

test("a value that the driver cannot send fails that query alone", async () => {
  const db = open({ poolMax: 1 });
  await rejection(db.one(fetchNumber, [Symbol("no")]));
  expect(await db.one(fetchNumber, [1])).toEqual({ n: 1 });
});

test("the database is the URL's, whatever PGDATABASE says", async () => {
  process.env.PGDATABASE = "somewhere_else";
  try {
    const { name } = await open().one(
      query<{ name: string }>("FetchName", "SELECT current_database() AS name"),
      [],
    );
    expect(name).toBe(new URL(database.url).pathname.slice(1));
  } finally {
    delete process.env.PGDATABASE;
  }
});
