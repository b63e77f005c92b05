import { expect, test } from "bun:test";
import { SQL } from "bun";
import { testServer } from "./server.ts";

const server = testServer();

async function ask<T>(statement: string): Promise<T[]> {
  const sql = new SQL({ url: server.url, max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.close();
  }
}

test("what was committed is there again after a kill and a restart, under the same URL", async () => {
  const { url } = server;
  await ask("CREATE TABLE kept AS SELECT 42 AS answer");
  await server.kill();
  await expect(ask("SELECT 1")).rejects.toThrow();
  await server.restart();
  expect(server.url).toBe(url);
  expect(await ask("SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
});
