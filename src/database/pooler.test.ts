import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { bunSql } from "../platform/bun-sql.ts";
import { testDatabase } from "../testing/database.ts";
import { decode, encode } from "./codec.ts";
import type { Database } from "./db.ts";
import { hasPgBouncer, type PgBouncer, startPgBouncer } from "./fixtures/pgbouncer.ts";
import { query, rejection, until } from "./fixtures/queries.ts";
import { openDatabase } from "./index.ts";

const database = testDatabase({ migrated: false });

if (!hasPgBouncer())
  console.error("SKIPPED, NOT TESTED: pgbouncer is not installed, so `prepare: false` is not proven");

describe.skipIf(!hasPgBouncer())("behind a pooler that gives every transaction another connection", () => {
  let bouncer: PgBouncer;
  let db: Database;
  beforeAll(async () => {
    bouncer = await startPgBouncer(database.url);
    db = openDatabase({ url: bouncer.url, prepare: false, poolMax: 8 }, bunSql);
  });
  afterAll(async () => {
    await db.close({ graceMs: 0 });
    await bouncer.stop();
  });

  test("every query of many at once gets its own answer", async () => {
    const queries = Array.from({ length: 30 }, (_, kind) =>
      query<{ kind: string; n: number }>(
        `FetchKind${kind}`,
        `SELECT '${kind}' AS kind, $1::int4 + ${kind} AS n`,
      ),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        queries.map((each, kind) => db.one(each, [String(n - kind)])),
      ).flat(),
    );
    const expected = Array.from({ length: 20 }, (_, n) =>
      queries.map((_, kind) => ({ kind: String(kind), n })),
    ).flat();
    expect(answers).toEqual(expected);
  });

  test("every encoder and decoder is right without prepared statements", async () => {
    const when = new Date("2026-11-25T03:04:05.678Z");
    const fetchAll = query(
      "FetchAll",
      `SELECT $1::int4 AS i, $2::int8 AS big, $3::numeric AS n, $4::float4 AS f, $5::bool AS b, $6::timestamptz AS t,
              $7::date AS d, $8::bytea AS bytes, $9::jsonb AS j, $10::jsonb AS js, $11::jsonb AS jn, $12::int4[] AS ints,
              $13::text[] AS texts, $14::jsonb[] AS jsons, $15::timestamptz[] AS times, $16::text AS missing`,
      {
        decode: {
          f: decode.float4,
          t: decode.timestamp,
          d: decode.date,
          ints: decode.array(),
          texts: decode.array(),
          jsons: decode.array(),
          times: decode.array(decode.timestamp),
        },
      },
    );
    const row = await db.one(fetchAll, [
      encode.number(5),
      encode.number("9007199254740993"),
      encode.number("0.30"),
      encode.number(1.5),
      true,
      encode.timestamp(when),
      "2024-02-29",
      new Uint8Array([0, 255]),
      encode.json({ a: [1, null] }),
      encode.json("text"),
      encode.json(null),
      encode.array([1, null, 3]),
      encode.array(['a"b', null, "NULL", ""]),
      encode.jsonArray([{ a: 1 }, "x"]),
      encode.array([when]),
      null,
    ]);
    expect(row).toMatchObject({
      i: 5,
      big: "9007199254740993",
      n: "0.30",
      f: 1.5,
      b: true,
      t: when,
      d: "2024-02-29",
      j: { a: [1, null] },
      js: "text",
      jn: null,
      ints: [1, null, 3],
      texts: ['a"b', null, "NULL", ""],
      jsons: [{ a: 1 }, "x"],
      times: [when],
      missing: null,
    });
    expect([...(row as { bytes: Uint8Array }).bytes]).toEqual([0, 255]);
  });

  test("without parameters, too", async () => {
    const fetchNow = query<{ list: number[] }>("FetchNow", "SELECT '{1,2}'::int4[] AS list", {
      decode: { list: decode.array() },
    });
    const rows = await Promise.all(Array.from({ length: 20 }, () => db.one(fetchNow, [])));
    expect(rows).toEqual(Array.from({ length: 20 }, () => ({ list: [1, 2] })));
  });

  test("a transaction keeps its connection, savepoints and all", async () => {
    await database.sql`CREATE TABLE pooled (n int4)`;
    const insert = query("InsertPooled", "INSERT INTO pooled VALUES ($1)");
    const fetchPid = query<{ pid: number }>("FetchPid", "SELECT pg_backend_pid() AS pid");
    const work = Array.from({ length: 20 }, (_, n) =>
      db.transaction(async (tx) => {
        const before = await tx.one(fetchPid, []);
        await tx.count(insert, [encode.number(n)]);
        await rejection(tx.transaction((inner) => inner.count(insert, ["no number"])));
        expect(await tx.one(fetchPid, [])).toEqual(before);
      }),
    );
    await Promise.all(work);
    expect(await database.sql`SELECT count(DISTINCT n)::int4 AS n FROM pooled`).toEqual([{ n: 20 }]);
  });

  test("a query whose time is up is cancelled on the server", async () => {
    const hasty = openDatabase({ url: bouncer.url, prepare: false, queryMs: 60 }, bunSql);
    const sleep = query("FetchAfterSleep", "SELECT pg_sleep($1)", { pure: false });
    expect(await rejection(hasty.one(sleep, [60]))).toMatchObject({ kind: "timeout" });
    await until(async () => {
      const running =
        await database.sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE '/* FetchAfterSleep%' AND state = 'active'`;
      return running.length === 0;
    });
    await hasty.close({ graceMs: 0 });
  });
});
