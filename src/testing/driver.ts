/** The driver that tests of the database part run on: Bun's own, or pg where TEST_DRIVER says so. */
import type { Driver } from "../database/driver.ts";
import { bunSql } from "../platform/bun-sql.ts";
import { pgSql } from "../platform/pg-sql.ts";
import { testEnvironment } from "./environment.ts";

export const testDriver: Driver = testEnvironment(process.env).driver === "pg" ? pgSql : bunSql;
