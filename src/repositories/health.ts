// Generated from sql/health/*.sql by `scaffold sql generate`. Do not edit.
import { encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface FetchPendingMigrationsParams {
  readonly names: readonly (string | null)[];
}

export interface FetchPendingMigrationsRow {
  name: string;
}

export const fetchPendingMigrationsQuery = defineQuery<FetchPendingMigrationsParams, FetchPendingMigrationsRow>({
  title: "FetchPendingMigrations",
  file: "sql/health/FetchPendingMigrations.sql",
  verb: "Fetch",
  text: `/* FetchPendingMigrations */ SELECT expected.name AS "name"
FROM unnest($1::text[]) AS expected (name)
WHERE NOT EXISTS (
  SELECT FROM pgmigrations
  WHERE pgmigrations.name = expected.name
)`,
  bind: (p) => [encode.array(p.names)],
  pure: true,
});

/**
 * Of the migrations that a release was made for, those that this database does not have. Asked by the readiness check: an
 * answer says that the database is there, an empty one that it has the schema that the code expects.
 */
export async function fetchPendingMigrations(
  db: Db,
  params: FetchPendingMigrationsParams,
): Promise<FetchPendingMigrationsRow[]> {
  return await db.many(fetchPendingMigrationsQuery, params);
}
