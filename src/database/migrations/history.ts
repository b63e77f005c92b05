/**
 * What a database remembers: `pgmigrations` is node-pg-migrate's own table, so that its plain CLI goes on working;
 * beside it stands one of ours with the hash of what was applied, so that a later edit is noticed.
 */
import type { Client } from "./connection.ts";

export interface AppliedMigration {
  readonly name: string;
  readonly appliedAt: Date;
  /** Null when it was applied by something that keeps no hashes. */
  readonly hash: string | null;
}

export const HISTORY_TABLE = "pgmigrations";

const CREATE_HASHES = `CREATE TABLE IF NOT EXISTS public.pgmigration_hashes (
  name varchar(255) CONSTRAINT pgmigration_hashes_pkey PRIMARY KEY,
  hash text NOT NULL
);`;

/** In the order in which they were applied; reads only, also when nothing was ever applied. */
export async function readHistory(client: Client): Promise<AppliedMigration[]> {
  const tables = await client.query<{ history: boolean; hashes: boolean }>(
    `SELECT to_regclass('public.${HISTORY_TABLE}') IS NOT NULL AS history,
            to_regclass('public.pgmigration_hashes') IS NOT NULL AS hashes`,
  );
  const { history = false, hashes = false } = tables.rows[0] ?? {};
  if (!history) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT name, run_on AT TIME ZONE current_setting('TimeZone') AS "appliedAt", ${hashes ? "hash" : "NULL AS hash"}
     FROM public.${HISTORY_TABLE} ${hashes ? "LEFT JOIN public.pgmigration_hashes USING (name)" : ""}
     ORDER BY run_on, id`,
  );
  return rows;
}

/** Part of the migration that it remembers, so that both are committed or neither. */
export const rememberHash = (name: string, hash: string) =>
  `${CREATE_HASHES} INSERT INTO public.pgmigration_hashes (name, hash) VALUES ('${name}', '${hash}')
   ON CONFLICT (name) DO UPDATE SET hash = EXCLUDED.hash;`;

/** Part of the migration's undoing. */
export const forgetHash = (name: string) =>
  `${CREATE_HASHES} DELETE FROM public.pgmigration_hashes WHERE name = '${name}';`;
