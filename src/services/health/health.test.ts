import { expect, test } from "bun:test";
import { openDatabase } from "../../database/index.ts";
import { expectedMigrations } from "../../entry/api.ts";
import { bunSql } from "../../platform/bun-sql.ts";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { noDatabase } from "../../testing/no-database.ts";

const database = testDatabase();

const migrations = await expectedMigrations("migrations");

test("ready when the database answers and has every migration of this release", async () => {
  expect(migrations.length).toBeGreaterThan(0);
  const { status, body } = await testApp(database, { migrations }).request("GET", "/health/ready");
  expect([status, body]).toEqual([200, { status: "ready" }]);
});

test("503 while a migration is missing", async () => {
  const app = testApp(database, { migrations: [...migrations, "29991231235959999_add-tomorrow"] });
  const { status, body, headers } = await app.request("GET", "/health/ready");
  expect([status, body.code, body.detail]).toEqual([503, "not_ready", "Migrations are missing."]);
  expect(headers.get("retry-after")).toBe("1");
});

test("503 while the database does not answer; alive all the same", async () => {
  const nowhere = openDatabase({ url: "postgres://nobody@127.0.0.1:1/nothing" }, bunSql);
  const app = testApp({ db: nowhere });
  const { status, body } = await app.request("GET", "/health/ready");
  expect([status, body.detail]).toEqual([503, "The database does not answer."]);
  expect((await app.request("GET", "/health/live")).status).toBe(200);
  await nowhere.close();
});

test("503 while the process stops, without asking the database", async () => {
  const app = testApp(noDatabase);
  app.lifecycle.draining = true;
  expect((await app.request("GET", "/health/ready")).body).toMatchObject({
    detail: "The process is stopping.",
  });
});

test("probes are logged when there is something to say", async () => {
  const app = testApp(database);
  await app.request("GET", "/health/ready");
  app.lifecycle.draining = true;
  await app.request("GET", "/health/ready");
  expect(app.logs.filter(({ message }) => message === "request").map(({ level }) => level)).toEqual([
    "debug",
    "info",
  ]);
});
