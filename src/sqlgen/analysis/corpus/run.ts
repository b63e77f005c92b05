/** Runs the corpus on a database of its own. */
import { readFileSync } from "node:fs";
import type { SQL } from "bun";

export async function createSchema(sql: SQL): Promise<void> {
  await sql.unsafe(readFileSync(new URL("schema.sql", import.meta.url), "utf8"));
}

class Undo extends Error {}

/** In a transaction that is rolled back: every query finds the same data. */
export async function runUndone<T>(sql: SQL, work: (tx: SQL) => Promise<T>): Promise<T> {
  const results: T[] = [];
  await sql
    .begin(async (tx) => {
      results.push(await work(tx));
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  const [result] = results;
  if (result === undefined) throw new Error("the transaction was not run");
  return result;
}
