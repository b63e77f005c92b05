/** What is in a database, so that two of them can be compared: each table's rows, counted and digested. */
import pg from "pg";
import type { Session } from "./session.ts";

interface TableContents {
  readonly rows: string;
  /** The sum of every row's hash: the same rows in any order give the same one. */
  readonly digest: string;
}

export interface Contents {
  /** Name of the newest migration; null in a database without any. */
  readonly migration: string | null;
  /** By name, "schema.table". */
  readonly tables: Readonly<Record<string, TableContents>>;
}

/** Everything that pg_dump takes along: no system tables, nothing that belongs to an extension, partitions one by one. */
const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 1, 2`;

/** Reads every row once. Inside a transaction it sees that transaction's snapshot. */
export async function readContents(session: Session): Promise<Contents> {
  const { rows } = await session.query<{ schema: string; name: string }>(TABLES);
  const tables: Record<string, TableContents> = {};
  for (const { schema, name } of rows) tables[`${schema}.${name}`] = await readTable(session, schema, name);
  return { migration: await readMigration(session), tables };
}

async function readTable(session: Session, schema: string, name: string): Promise<TableContents> {
  const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
  const { rows } = await session.query<TableContents>(
    `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS digest FROM ${table} t`,
  );
  const [contents] = rows;
  if (contents === undefined) throw new Error(`no count of ${table}`);
  return contents;
}

async function readMigration(session: Session): Promise<string | null> {
  const { rows: there } = await session.query(
    "SELECT to_regclass('public.pgmigrations') IS NOT NULL AS history",
  );
  if (!there[0].history) return null;
  const { rows } = await session.query(
    "SELECT name FROM public.pgmigrations ORDER BY run_on DESC, id DESC LIMIT 1",
  );
  return rows[0]?.name ?? null;
}

/** What differs, in words; empty when nothing does. */
export function differences(expected: Contents, found: Contents): string[] {
  const problems = [...new Set([...Object.keys(expected.tables), ...Object.keys(found.tables)])]
    .sort()
    .flatMap((table) => tableDifference(table, expected.tables[table], found.tables[table]));
  if (expected.migration === found.migration) return problems;
  return [`the newest migration is ${found.migration}, not ${expected.migration}`, ...problems];
}

function tableDifference(name: string, expected?: TableContents, found?: TableContents): string[] {
  if (expected === undefined) return [`${name} is there, and should not be`];
  if (found === undefined) return [`${name} is missing`];
  if (expected.rows !== found.rows) return [`${name} has ${found.rows} rows, not ${expected.rows}`];
  return expected.digest === found.digest ? [] : [`${name} has ${found.rows} rows, and not the same ones`];
}
