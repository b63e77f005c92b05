import { beforeAll, describe, expect, test } from "bun:test";
import { testDatabase } from "../testing/database.ts";
import { testDriver } from "../testing/driver.ts";
import type { Tx } from "./db.ts";
import { gate, query, rejection } from "./fixtures/queries.ts";
import { DbError, openDatabase, withDeadline } from "./index.ts";

const database = testDatabase({ migrated: false, driver: testDriver });

const insertItem = query("InsertItem", "INSERT INTO items (n) VALUES ($1)");
const fetchOne = query<{ n: number }>("FetchOne", "SELECT $1::int4 AS n");
const fetchSetting = query<{ setting: string }>("FetchSetting", "SELECT current_setting($1) AS setting");
const modifyBroken = query("ModifyBroken", "SELECT 1 / $1::int4");
/** Fails as Postgres does when it has to choose a victim. */
const modifyAsVictim = query("ModifyAsVictim", "SELECT fail_with($1)");

beforeAll(async () => {
  await database.sql
    .unsafe(`
    CREATE TABLE items (n int4 CONSTRAINT items_n_key UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
    CREATE TABLE accounts (name text PRIMARY KEY, amount int4 NOT NULL);
    CREATE FUNCTION fail_with(state text) RETURNS void LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'chosen' USING ERRCODE = state; END $$;
  `)
    .simple();
});

const items = async (): Promise<number[]> => {
  const rows: { n: number }[] = await database.sql`DELETE FROM items RETURNING n`;
  return rows.map(({ n }) => n).sort((one, other) => one - other);
};

describe("all or nothing", () => {
  test("what resolves is committed, and gives its result", async () => {
    const result = await database.db.transaction(async (tx) => {
      await tx.count(insertItem, [1]);
      return "done";
    });
    expect(result).toBe("done");
    expect(await items()).toEqual([1]);
  });

  test("what rejects is rolled back, and rejects with the same error", async () => {
    const mine = new Error("mine");
    const work = database.db.transaction(async (tx) => {
      await tx.count(insertItem, [1]);
      throw mine;
    });
    expect(await rejection(work)).toBe(mine);
    expect(await items()).toEqual([]);
  });

  test("a constraint that is deferred to the commit rejects the transaction by its name", async () => {
    const work = database.db.transaction(async (tx) => {
      await tx.count(query("ModifyDeferral", "SET CONSTRAINTS ALL DEFERRED"), []);
      await tx.count(insertItem, [1]);
      await tx.count(insertItem, [1]);
    });
    const expected = {
      kind: "constraint",
      title: "transaction",
      sqlstate: "23505",
      constraint: "items_n_key",
    };
    expect(await rejection(work)).toMatchObject(expected);
    expect(await items()).toEqual([]);
  });
});

describe("options", () => {
  test("isolation, readOnly and deferrable are the server's", async () => {
    const settings = (tx: Tx) =>
      Promise.all(
        ["transaction_isolation", "transaction_read_only", "transaction_deferrable"].map(async (name) => {
          return (await tx.one(fetchSetting, [name])).setting;
        }),
      );
    const { db } = database;
    expect(await db.transaction(settings)).toEqual(["read committed", "off", "off"]);
    expect(await db.transaction(settings, { isolation: "repeatable read" })).toEqual([
      "repeatable read",
      "off",
      "off",
    ]);
    const safest = { isolation: "serializable", readOnly: true, deferrable: true } as const;
    expect(await db.transaction(settings, safest)).toEqual(["serializable", "on", "on"]);
  });

  test("readOnly refuses to write", async () => {
    const work = database.db.transaction((tx) => tx.count(insertItem, [1]), { readOnly: true });
    expect(await rejection(work)).toMatchObject({ kind: "usage", cause: { sqlstate: "25006" } });
  });
});

describe("nested", () => {
  test("an error undoes the nested one alone", async () => {
    await database.db.transaction(async (tx) => {
      await tx.count(insertItem, [1]);
      const nested = tx.transaction(async (inner) => {
        await inner.count(insertItem, [2]);
        await inner.one(modifyBroken, [0]);
      });
      expect(await rejection(nested)).toMatchObject({ sqlstate: "22012" });
      await tx.count(insertItem, [3]);
    });
    expect(await items()).toEqual([1, 3]);
  });

  test("to any depth", async () => {
    await database.db.transaction(async (tx) => {
      await tx.transaction(async (two) => {
        await two.count(insertItem, [1]);
        await rejection(
          two.transaction(async (three) => {
            await three.count(insertItem, [2]);
            await three.transaction((four) => four.count(insertItem, [3]));
            throw new Error("no");
          }),
        );
      });
    });
    expect(await items()).toEqual([1]);
  });

  test("several at once run one after the other, and statements beside them are not undone with them", async () => {
    await database.db.transaction(async (tx) => {
      const failing = tx.transaction(async (inner) => {
        await inner.count(insertItem, [1]);
        await inner.one(fetchOne, [1]);
        throw new Error("no");
      });
      const beside = tx.count(insertItem, [2]);
      const fine = tx.transaction((inner) => inner.count(insertItem, [3]));
      await rejection(failing);
      await Promise.all([beside, fine]);
    });
    expect(await items()).toEqual([2, 3]);
  });

  test("the outer tx, used within, is an error and not a deadlock", async () => {
    const work = database.db.transaction((tx) => tx.transaction(() => tx.one(fetchOne, [1])));
    expect((await rejection(work)).message).toContain("a nested transaction is open: use the `tx`");
    const nest = database.db.transaction((tx) => tx.transaction(() => tx.transaction(async () => undefined)));
    expect(await rejection(nest)).toMatchObject({ kind: "usage" });
  });
});

describe("misuse is a clear error", () => {
  test("a query after the end", async () => {
    let escaped: Tx | undefined;
    await database.db.transaction(async (tx) => {
      escaped = tx;
    });
    const late = escaped?.one(fetchOne, [1]) ?? Promise.resolve();
    expect(await rejection(late)).toMatchObject({ kind: "usage", title: "transaction" });
    expect(() => escaped?.afterCommit(() => undefined)).toThrow("after the end of its transaction");
  });

  test("a query that nobody waits for", async () => {
    const work = database.db.transaction(async (tx) => {
      void tx.count(insertItem, [1]);
    });
    expect((await rejection(work)).message).toContain("it ended while a query in it was running");
    expect(await items()).toEqual([]);
  });

  test("a commit after an error that was caught", async () => {
    const work = database.db.transaction(async (tx) => {
      await tx.count(insertItem, [1]);
      await rejection(tx.one(modifyBroken, [0]));
    });
    const error = await rejection(work);
    expect(error).toMatchObject({ kind: "usage", cause: { title: "ModifyBroken", sqlstate: "22012" } });
    expect(await items()).toEqual([]);
  });

  test("a query after an error that was caught names that error", async () => {
    const work = database.db.transaction(async (tx) => {
      await rejection(tx.one(modifyBroken, [0]));
      await tx.one(fetchOne, [1]);
    });
    expect((await rejection(work)).message).toContain("ModifyBroken: division by zero, was caught");
  });
});

describe("a lost race", () => {
  test("runs the work again, and the second time it sees what the winner did", async () => {
    await database.sql`INSERT INTO accounts VALUES ('a', 1), ('b', 1)`;
    const fetchSum = query<{ sum: number }>("FetchSum", "SELECT sum(amount)::int4 AS sum FROM accounts");
    const take = query("ModifyAmount", "UPDATE accounts SET amount = amount - 1 WHERE name = $1");
    const bothHaveRead = gate();
    let runs = 0;
    const spend = (name: string) =>
      database.db.transaction(
        async (tx) => {
          const { sum } = await tx.one(fetchSum, []);
          runs += 1;
          if (runs === 2) bothHaveRead.open();
          await bothHaveRead.opened;
          if (sum > 1) await tx.count(take, [name]);
        },
        { isolation: "serializable" },
      );
    await Promise.all([spend("a"), spend("b")]);
    expect(runs).toBe(3);
    expect(await database.sql`SELECT sum(amount)::int4 FROM accounts`).toEqual([{ sum: 1 }]);
  });

  test("a deadlock's victim is run again", async () => {
    await database.sql`TRUNCATE accounts`;
    await database.sql`INSERT INTO accounts VALUES ('a', 0), ('b', 0)`;
    const add = query("ModifyAmount", "UPDATE accounts SET amount = amount + 1 WHERE name = $1");
    const bothHold = gate();
    let holding = 0;
    const both = (first: string, second: string) =>
      database.db.transaction(async (tx) => {
        await tx.count(query("ModifyPatience", "SET LOCAL deadlock_timeout = '10ms'"), []);
        await tx.count(add, [first]);
        holding += 1;
        if (holding === 2) bothHold.open();
        await bothHold.opened;
        await tx.count(add, [second]);
      });
    await Promise.all([both("a", "b"), both("b", "a")]);
    expect(await database.sql`SELECT amount FROM accounts`).toEqual([{ amount: 2 }, { amount: 2 }]);
  });

  test("is tried as often as is asked for, and then it is the error", async () => {
    let runs = 0;
    const lose = (attempts?: number) =>
      database.db.transaction(
        (tx) => {
          runs += 1;
          return tx.count(modifyAsVictim, ["40001"]);
        },
        attempts === undefined ? {} : { attempts },
      );
    expect(await rejection(lose(3))).toMatchObject({ kind: "conflict", sqlstate: "40001", retryable: true });
    expect(runs).toBe(3);
    await rejection(lose());
    expect(runs).toBe(8);
    await rejection(lose(1));
    expect(runs).toBe(9);
  });

  test("is recognised whatever the work made of it", async () => {
    let runs = 0;
    const work = database.db.transaction(async (tx) => {
      runs += 1;
      if (runs > 1) return "won";
      try {
        await tx.count(modifyAsVictim, ["40P01"]);
      } catch {
        throw new Error("something went wrong");
      }
    });
    expect(await work).toBe("won");
  });

  test("within a nested transaction runs the outermost again", async () => {
    let runs = 0;
    await database.db.transaction(async (tx) => {
      runs += 1;
      await tx.count(insertItem, [runs]);
      if (runs === 1) await tx.transaction((inner) => inner.count(modifyAsVictim, ["40001"]));
    });
    expect(runs).toBe(2);
    expect(await items()).toEqual([2]);
  });

  test("is not tried again once the deadline has passed", async () => {
    const work = withDeadline(Date.now() + 60, () =>
      database.db.transaction((tx) => tx.count(modifyAsVictim, ["40001"]), { attempts: 1_000_000 }),
    );
    expect(await rejection(work)).toBeInstanceOf(DbError);
  });
});

describe("afterCommit", () => {
  test("runs once everything is committed, in order", async () => {
    const seen: unknown[] = [];
    await database.db.transaction(async (tx) => {
      tx.afterCommit(async () => void seen.push(await items()));
      tx.afterCommit(() => void seen.push("second"));
      await tx.transaction(async (inner) => {
        inner.afterCommit(() => void seen.push("nested"));
        await inner.count(insertItem, [7]);
      });
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([[7], "second", "nested"]);
  });

  test("never runs after a rollback, of the nested one alone either, nor for an attempt that lost", async () => {
    const seen: string[] = [];
    let runs = 0;
    await database.db.transaction(async (tx) => {
      runs += 1;
      const run = runs;
      tx.afterCommit(() => void seen.push(`outer ${run}`));
      await rejection(
        tx.transaction(async (inner) => {
          inner.afterCommit(() => void seen.push("undone"));
          throw new Error("no");
        }),
      );
      if (run === 1) await tx.count(modifyAsVictim, ["40001"]);
    });
    expect(seen).toEqual(["outer 2"]);
  });

  test("an error reaches the caller, the others run all the same, and what is committed stays", async () => {
    const seen: string[] = [];
    const work = database.db.transaction(async (tx) => {
      await tx.count(insertItem, [8]);
      tx.afterCommit(() => Promise.reject(new Error("mail is down")));
      tx.afterCommit(() => void seen.push("other"));
    });
    expect((await rejection(work)).message).toBe("mail is down");
    expect(seen).toEqual(["other"]);
    expect(await items()).toEqual([8]);
  });
});

test("a connection that is lost during COMMIT leaves a doubt, and says so", async () => {
  const db = openDatabase({ url: database.url, poolMax: 1 }, testDriver);
  await database.sql
    .unsafe(`
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE TABLE deadly (n int4);
    CREATE CONSTRAINT TRIGGER deadly AFTER INSERT ON deadly DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die();
  `)
    .simple();
  const work = db.transaction((tx) => tx.count(query("InsertDeadly", "INSERT INTO deadly VALUES ($1)"), [1]));
  const error = await rejection(work);
  expect(error).toMatchObject({ kind: "unavailable", retryable: false });
  expect(error.message).toContain("whether it took effect is not known");
  await db.close();
});
