/** The driver under the databases of tests: Bun's own, or pg where TEST_DRIVER says so. */
import type { Driver } from "../database/driver.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { pgSql } from "../platform/pg-sql.ts";
import { testEnvironment } from "./environment.ts";

export const testDriver: Driver = testEnvironment(process.env).driver === "pg" ? pgSql : bunSql;
