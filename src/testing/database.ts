/** A real database for a test file: `const database = testDatabase();` at its top is all. */
import { afterAll, beforeAll } from "bun:test";
import { SQL } from "bun";
import { type Database, openDatabase } from "../database/index.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { createTestDatabase, dropTestDatabase } from "./template.ts";

/** A server that has to be started, migrated and copied is allowed more than a test. */
const SETUP_TIMEOUT_MS = 60_000;

export interface TestDatabase {
  readonly url: string;
  /** What services and repositories take. */
  readonly db: Database;
  /** Raw SQL, for arranging and asserting. */
  readonly sql: SQL;
}

/** Registers the hooks that create and drop it; what it gives is valid inside hooks and tests. */
export function testDatabase({ migrated = true }: { readonly migrated?: boolean } = {}): TestDatabase {
  let opened: TestDatabase | undefined;
  beforeAll(async () => {
    opened = openTestDatabase(await createTestDatabase({ migrated }));
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

function openTestDatabase(url: string): TestDatabase {
  return { url, db: openDatabase({ url, poolMax: 4 }, bunSql), sql: new SQL({ url, max: 4 }) };
}
