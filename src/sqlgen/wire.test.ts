/** The connection to the server: what it answers, and that nothing which happens to it ends the process or hangs. */
import { afterEach, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import { testDatabase } from "../testing/database.ts";
import { ConnectionLost, connect, StatementError, type Wire } from "./wire.ts";

const database = testDatabase({ migrated: false });
const opened: Wire[] = [];

async function open(url = database.url): Promise<Wire> {
  const wire = await connect(url);
  opened.push(wire);
  return wire;
}

afterEach(() => {
  for (const wire of opened.splice(0)) wire.close();
});

describe("describing", () => {
  test("tells what each statement takes and gives, in the order asked, mistakes in between", async () => {
    const wire = await open();
    const descriptions = await wire.describe([
      "SELECT $1::int4 AS a, 'x'::text AS b",
      "SELECT nothing",
      "SELECT oid FROM pg_class WHERE relname = $1",
      "SELECT 1 WHERE $1 IS NULL",
      "LOCK TABLE pg_class",
    ]);
    expect(descriptions).toMatchObject([
      {
        parameters: [23],
        columns: [
          { name: "a", type: 23, table: 0 },
          { name: "b", type: 25 },
        ],
      },
      { error: { sqlstate: "42703", message: 'column "nothing" does not exist', position: 8 } },
      { parameters: [19], columns: [{ name: "oid", type: 26, table: 1259, attribute: 1 }] },
      { error: { sqlstate: "42P18" } },
      { parameters: [], columns: [] },
    ]);
  });

  test("a thousand statements at once", async () => {
    const wire = await open();
    const descriptions = await wire.describe(
      Array.from({ length: 1000 }, (_, index) => `SELECT $1::int AS c${index}`),
    );
    expect(descriptions.map((one) => ("columns" in one ? one.columns[0]?.name : one.error))).toEqual(
      Array.from({ length: 1000 }, (_, index) => `c${index}`),
    );
  });
});

describe("asking", () => {
  test("gives a value as JSON, and null where there is none", async () => {
    const wire = await open();
    expect(await wire.json<{ a: string[] }>(`SELECT '{"a": ["ü", "😀"]}'::jsonb`)).toEqual({
      a: ["ü", "😀"],
    });
    expect(await wire.json<null>("SELECT NULL")).toBeNull();
    expect(await wire.json<null>("SELECT 1 WHERE false")).toBeNull();
  });

  test("gives the first column of every row", async () => {
    const wire = await open();
    expect(await wire.column("SELECT n, 'x' FROM generate_series(1, 3) AS n")).toEqual(["1", "2", "3"]);
  });

  test("rejects with what the server says, and goes on working", async () => {
    const wire = await open();
    await expect(wire.column("SELECT nothing")).rejects.toThrow(StatementError);
    expect(await wire.json<number>("SELECT 1")).toBe(1);
  });
});

describe("losing the connection", () => {
  test("in the middle of a question rejects it, and every one after it", async () => {
    const wire = await open();
    const pid = await wire.json<number>("SELECT pg_backend_pid()");
    const asking = wire.column("SELECT pg_sleep(60)");
    await database.sql`SELECT pg_terminate_backend(${pid})`;
    await expect(asking).rejects.toThrow(ConnectionLost);
    await expect(wire.describe(["SELECT 1"])).rejects.toThrow(ConnectionLost);
    expect(wire.open).toBe(false);
  });

  test("while nobody asks is noticed", async () => {
    const wire = await open();
    const pid = await wire.json<number>("SELECT pg_backend_pid()");
    await database.sql`SELECT pg_terminate_backend(${pid})`;
    await expect(wire.json("SELECT 1")).rejects.toThrow(ConnectionLost);
    expect(wire.open).toBe(false);
  });
});

describe("connecting fails, and the process goes on,", () => {
  const listening: Server[] = [];
  afterEach(() => {
    for (const server of listening.splice(0)) server.close();
  });

  test("when nobody listens", async () => {
    await expect(connect("postgres://a:b@127.0.0.1:1/c")).rejects.toThrow(ConnectionLost);
  });

  test("when the password is wrong", async () => {
    const url = new URL(database.url);
    url.password = "wrong";
    await expect(connect(url.href)).rejects.toThrow(/password authentication failed/);
  });

  test("when there is no such database", async () => {
    const url = new URL(database.url);
    url.pathname = "/nowhere";
    await expect(connect(url.href)).rejects.toThrow(/database "nowhere" does not exist/);
  });

  test("when the other side hangs up", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    listening.push(server);
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    await expect(connect(`postgres://a:b@127.0.0.1:${port}/c`)).rejects.toThrow(ConnectionLost);
  });
});
