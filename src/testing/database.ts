/** A real database for a test file: `const database = testDatabase();` at its top is all. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { SQL } from "bun";
import { type Database, type Driver, openDatabase } from "../database/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { SETUP_TIMEOUT_MS, TEST_TIMEOUT_MS } from "./patience.ts";
import { createTestDatabase, dropTestDatabase } from "./template.ts";

export interface TestDatabase {
  readonly url: string;
  /** What services and repositories take. */
  readonly db: Database;
  /** Raw SQL, for arranging and asserting. */
  readonly sql: SQL;
}

/** Registers the hooks that create and drop it, and gives the file's tests more time; what it gives is valid inside hooks and tests. */
export function testDatabase({
  migrated = true,
  driver = bunSql,
}: {
  readonly migrated?: boolean;
  readonly driver?: Driver;
} = {}): TestDatabase {
  let opened: TestDatabase | undefined;
  setDefaultTimeout(TEST_TIMEOUT_MS);
  beforeAll(async () => {
    opened = openTestDatabase(await createTestDatabase({ migrated }), driver);
  }, SETUP_TIMEOUT_MS);
  afterAll(async () => {
    if (opened === undefined) return;
    await Promise.all([opened.db.close(), opened.sql.close()]);
    await dropTestDatabase(opened.url);
  }, SETUP_TIMEOUT_MS);
  const current = (): TestDatabase => {
    if (opened === undefined) throw new Error("the test database is there inside tests and hooks only");
    return opened;
  };
  return {
    get url() {
      return current().url;
    },
    get db() {
      return current().db;
    },
    get sql() {
      return current().sql;
    },
  };
}

function openTestDatabase(url: string, driver: Driver): TestDatabase {
  return { url, db: openDatabase({ url, poolMax: 4 }, driver), sql: new SQL({ url, max: 4 }) };
}
