import { beforeAll, describe, expect, test } from "bun:test";
import { AsyncLocalStorage } from "node:async_hooks";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { bunSql } from "../platform/bun-sql.ts";
import { testDatabase } from "../testing/database.ts";
import { recordSpans } from "../testing/spans.ts";
import { decode } from "./codec.ts";
import type { Db, QueryEvent } from "./db.ts";
import { query, rejection } from "./fixtures/queries.ts";
import { CardinalityError, DbError, onConstraint, openDatabase } from "./index.ts";

const database = testDatabase({ migrated: false });
const spans = recordSpans();

const fetchNumbers = query<{ n: number }>("FetchNumbers", "SELECT n FROM generate_series(1, $1::int4) AS n");
const insertPerson = query("InsertPerson", "INSERT INTO people (name, age) VALUES ($1, $2)");
const fetchBroken = query("FetchBroken", "SELECT 1 / $1::int4");

beforeAll(async () => {
  await database.sql`CREATE TABLE people (name text NOT NULL CONSTRAINT people_name_key UNIQUE, age int4)`;
});

describe("how many rows", () => {
  test("one gives the row and throws when there is none or a second one", async () => {
    expect(await database.db.one(fetchNumbers, [1])).toEqual({ n: 1 });
    const none = await rejection(database.db.one(fetchNumbers, [0]));
    expect(none).toBeInstanceOf(CardinalityError);
    expect(none.message).toBe("FetchNumbers: expected exactly one row, found 0");
    expect((await rejection(database.db.one(fetchNumbers, [3]))).message).toContain("found 3");
  });

  test("maybe gives the row or null and throws when there is a second one", async () => {
    expect(await database.db.maybe(fetchNumbers, [1])).toEqual({ n: 1 });
    expect(await database.db.maybe(fetchNumbers, [0])).toBeNull();
    const two = await rejection(database.db.maybe(fetchNumbers, [2]));
    expect(two).toMatchObject({ kind: "cardinality", title: "FetchNumbers", retryable: false });
  });

  test("many gives all of them", async () => {
    expect(await database.db.many(fetchNumbers, [3])).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await database.db.many(fetchNumbers, [0])).toEqual([]);
  });

  test("count gives the number of rows that were changed, or found", async () => {
    const insertAll = query(
      "InsertPeople",
      "INSERT INTO people SELECT 'p' || n FROM generate_series(1, $1::int4) AS n",
    );
    expect(await database.db.count(insertAll, [5])).toBe(5);
    expect(
      await database.db.count(query("DestroyPeople", "DELETE FROM people WHERE name = $1"), ["nobody"]),
    ).toBe(0);
    expect(await database.db.count(query("DestroyAll", "DELETE FROM people"), [])).toBe(5);
    expect(await database.db.count(fetchNumbers, [4])).toBe(4);
  });
});

test("values are decoded, NULL never is", async () => {
  const fetchLists = query(
    "FetchLists",
    "SELECT '{1,2}'::int4[] AS filled, NULL::int4[] AS missing WHERE $1::bool",
    {
      decode: { filled: decode.array(), missing: decode.array() },
    },
  );
  expect(await database.db.one(fetchLists, [true])).toEqual({ filled: [1, 2], missing: null });
});

test("a text that depends on the values is sent as `expand` says", async () => {
  const fetchIn = query<{ n: number }>("FetchIn", "never sent", {
    expand: (values) => ({
      text: `SELECT n FROM (VALUES ${values.map((_, at) => `($${at + 1}::int4)`)}) AS v (n)`,
      values,
    }),
  });
  expect(await database.db.many(fetchIn, [4, 5])).toEqual([{ n: 4 }, { n: 5 }]);
});

describe("an error", () => {
  test("has the facts: title, SQLSTATE, constraint, table, kind", async () => {
    await database.db.count(insertPerson, ["ada", 36]);
    const error = await rejection(database.db.count(insertPerson, ["ada", 36]));
    expect(error).toBeInstanceOf(DbError);
    expect(error).toMatchObject({
      name: "DbError",
      title: "InsertPerson",
      kind: "constraint",
      sqlstate: "23505",
      constraint: "people_name_key",
      table: "people",
      retryable: false,
    });
  });

  test("says nothing of the values: not of the row that was refused, nor of the text that is no number", async () => {
    const refused = await rejection(database.db.count(insertPerson, [null, 4711]));
    expect(refused).toMatchObject({ sqlstate: "23502", column: "name" });
    const noNumber = await rejection(database.db.one(fetchBroken, ["s3cret"]));
    expect(noNumber).toMatchObject({ kind: "input", sqlstate: "22P02" });
    for (const error of [refused, noNumber]) expect(Bun.inspect(error)).not.toMatch(/4711|s3cret/);
  });

  test("has a stack that reaches whoever called", async () => {
    async function theCaller(db: Db) {
      return await db.one(fetchBroken, [0]);
    }
    expect((await rejection(theCaller(database.db))).stack).toContain("theCaller");
    expect((await rejection(database.db.transaction((tx) => theCaller(tx)))).stack).toContain("theCaller");
  });

  test("of one constraint becomes the domain's, every other passes", async () => {
    const taken = new Error("taken");
    const insert = (name: string | null) =>
      database.db.count(insertPerson, [name, 1]).catch(onConstraint("people_name_key", () => taken));
    await insert("grace");
    expect(await rejection(insert("grace"))).toBe(taken);
    expect(await rejection(insert(null))).toMatchObject({ sqlstate: "23502" });
  });

  test("in the encoding of a parameter is an error of that query", async () => {
    const fetchUnbindable = query("FetchUnbindable", "SELECT $1", {
      bind: () => {
        throw new TypeError("no date");
      },
    });
    expect(await rejection(database.db.one(fetchUnbindable, []))).toMatchObject({
      title: "FetchUnbindable",
      kind: "internal",
      cause: { message: "no date" },
    });
  });
});

describe("a span", () => {
  /** Runs it below a span of its own and gives all spans but that one. */
  async function recorded(work: () => Promise<unknown>) {
    return await trace.getTracer("test").startActiveSpan("root", async (root) => {
      await work();
      root.end();
      const all = await spans.of(root.spanContext().traceId);
      return { root, spans: all.filter(({ name }) => name !== "root") };
    });
  }

  test("is named by the title, child of what is active, and describes the query without its values", async () => {
    const { root, spans } = await recorded(() => database.db.many(fetchNumbers, [3]));
    expect(spans).toHaveLength(1);
    const [span] = spans;
    expect(span?.name).toBe("FetchNumbers");
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(span?.attributes).toEqual({
      "db.system.name": "postgresql",
      "db.namespace": new URL(database.url).pathname.slice(1),
      "server.address": new URL(database.url).hostname,
      "server.port": Number(new URL(database.url).port),
      "db.query.summary": "FetchNumbers",
      "db.query.text": fetchNumbers.text,
      "code.file.path": "sql/tests/FetchNumbers.sql",
      "db.response.returned_rows": 3,
    });
  });

  test("of a failure has the error's status and SQLSTATE, and never the row", async () => {
    const { spans } = await recorded(() => rejection(database.db.count(insertPerson, [null, 4711])));
    expect(spans[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(spans[0]?.attributes).toMatchObject({ "db.response.status_code": "23502", "error.type": "23502" });
    expect(JSON.stringify([spans[0]?.status, spans[0]?.attributes, spans[0]?.events])).not.toContain("4711");
  });

  test("of a wrong number of rows is a failure too", async () => {
    const { spans } = await recorded(() => rejection(database.db.one(fetchNumbers, [2])));
    expect(spans[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(spans[0]?.attributes["error.type"]).toBe("CardinalityError");
  });

  test("of a transaction is the parent of its queries', and shows every retry", async () => {
    let runs = 0;
    const { root, spans } = await recorded(() =>
      database.db.transaction(async (tx) => {
        runs += 1;
        await tx.one(fetchNumbers, [1]);
        if (runs === 1)
          await tx.count(query("ModifyNothing", "DO 'BEGIN RAISE SQLSTATE ''40001''; END'"), []);
      }),
    );
    const transaction = spans.find(({ name }) => name === "transaction");
    expect(transaction?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(transaction?.events.map(({ name }) => name)).toEqual(["retry"]);
    const queries = spans.filter(({ name }) => name !== "transaction");
    expect(queries.map(({ name }) => name)).toEqual(["FetchNumbers", "ModifyNothing", "FetchNumbers"]);
    for (const { parentSpanContext } of queries)
      expect(parentSpanContext?.spanId).toBe(transaction?.spanContext().spanId ?? "");
  });
});

describe("observe", () => {
  test("hears of every query once, in the caller's context, in transactions too, and of failures", async () => {
    const caller = new AsyncLocalStorage<string>();
    const events: (Omit<QueryEvent, "durationMs"> & { from: string | undefined })[] = [];
    const observe = ({ durationMs, ...event }: QueryEvent) => {
      expect(durationMs).toBeGreaterThan(0);
      events.push({ ...event, from: caller.getStore() });
    };
    const db = openDatabase({ url: database.url, observe }, bunSql);
    await caller.run("here", () => db.many(fetchNumbers, [2]));
    await caller.run("there", () => db.transaction((tx) => tx.count(insertPerson, ["edith", 1])));
    await rejection(db.one(fetchBroken, [0]));
    await db.close();
    expect(events).toMatchObject([
      { title: "FetchNumbers", file: "sql/tests/FetchNumbers.sql", verb: "Fetch", rows: 2, from: "here" },
      { title: "InsertPerson", verb: "Insert", rows: 1, from: "there" },
      { title: "FetchBroken", rows: 0, error: { sqlstate: "22012" } },
    ]);
  });
});
