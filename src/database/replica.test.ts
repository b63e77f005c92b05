import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { bunSql } from "../platform/bun-sql.ts";
import { testDatabase } from "../testing/database.ts";
import type { Database } from "./db.ts";
import { query, rejection, until } from "./fixtures/queries.ts";
import { type DatabaseOptions, openDatabase } from "./index.ts";

/** Two databases that differ, so that it shows which one answered. */
const primary = testDatabase({ migrated: false });
const replica = testDatabase({ migrated: false });

const fetchPlace = query<{ place: string }>("FetchPlace", "SELECT place FROM places");
const modifyPlace = query("ModifyPlace", "UPDATE places SET place = place");

beforeAll(async () => {
  await primary.sql.unsafe("CREATE TABLE places AS SELECT 'primary' AS place");
  await replica.sql.unsafe("CREATE TABLE places AS SELECT 'replica' AS place");
});

const opened: Database[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close({ graceMs: 0 })));
});

function open(options: Partial<DatabaseOptions> = {}): Database {
  const db = openDatabase({ url: primary.url, replicaUrl: replica.url, ...options }, bunSql);
  opened.push(db);
  return db;
}

const answersFrom = async (db: Database, place: string): Promise<boolean> =>
  (await db.one(fetchPlace, [])).place === place;

describe("with a replica", () => {
  test("plain reads go there once it is connected, and to the primary until then", async () => {
    const db = open();
    expect(await db.one(fetchPlace, [])).toEqual({ place: "primary" });
    await until(() => answersFrom(db, "replica"));
  });

  test("writes, transactions and reads that are not proven plain stay on the primary", async () => {
    const db = open();
    await until(() => answersFrom(db, "replica"));
    expect(await db.count(modifyPlace, [])).toBe(1);
    expect(await db.one({ ...fetchPlace, pure: false }, [])).toEqual({ place: "primary" });
    expect(await db.one({ ...fetchPlace, primary: true }, [])).toEqual({ place: "primary" });
    expect(await db.transaction((tx) => tx.one(fetchPlace, []), { readOnly: true })).toEqual({
      place: "primary",
    });
  });

  test("that is gone: the primary answers, without anybody waiting for the other", async () => {
    const db = open({ replicaUrl: "postgres://nobody@127.0.0.1:1/nothing", acquireMs: 60_000 });
    for (let n = 0; n < 5; n += 1) expect(await db.one(fetchPlace, [])).toEqual({ place: "primary" });
  });

  test("that is lost while it is asked: the primary answers, and the replica again once it is back", async () => {
    const db = open();
    await until(() => answersFrom(db, "replica"));
    const name = new URL(replica.url).pathname.slice(1);
    await primary.sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await primary.sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
    expect(await db.one(fetchPlace, [])).toEqual({ place: "primary" });
    await primary.sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await until(() => answersFrom(db, "replica"));
  });

  test("a mistake in the query is an error there and is not asked again", async () => {
    const db = open();
    await until(() => answersFrom(db, "replica"));
    await primary.sql.unsafe("CREATE TABLE only_here AS SELECT 1");
    expect(await rejection(db.one(query("FetchHere", "SELECT * FROM only_here"), []))).toMatchObject({
      sqlstate: "42P01",
    });
  });
});
