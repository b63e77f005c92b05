/** Whether a database holds anything, and how to empty it: within the transaction that fills it again, so that a failure leaves all as it was. */
import type { Session } from "./session.ts";

/** Schemas that are somebody's own. */
const SCHEMAS = `SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'`;

/** Names of tables, a few of them at most. */
export async function someTables(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name
    FROM pg_class c JOIN (${SCHEMAS}) s ON s.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND ${notOf("pg_class", "c")}
    ORDER BY 1 LIMIT 3`);
  return rows.map(({ name }) => name);
}

/** Extensions and what belongs to them stay: only a superuser could bring some of them back. */
const notOf = (catalog: string, alias: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${alias}.oid AND d.deptype = 'e')`;

/** Tables go first: they take along what only exists for them. */
const DROPS = `
  SELECT format('DROP %s IF EXISTS %s CASCADE;', object.type, object.identity) AS drop
  FROM (
    SELECT 1 AS turn, 'pg_class'::regclass AS catalog, c.oid, c.relnamespace AS schema FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'f') AND ${notOf("pg_class", "c")}
    UNION ALL
    SELECT 2, 'pg_class'::regclass, c.oid, c.relnamespace FROM pg_class c
    WHERE c.relkind IN ('v', 'm', 'S') AND ${notOf("pg_class", "c")}
    UNION ALL
    SELECT 3, 'pg_proc'::regclass, p.oid, p.pronamespace FROM pg_proc p WHERE ${notOf("pg_proc", "p")}
    UNION ALL
    SELECT 4, 'pg_type'::regclass, t.oid, t.typnamespace
    FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND ${notOf("pg_type", "t")}
    UNION ALL
    SELECT 5, 'pg_namespace'::regclass, n.oid, n.oid FROM pg_namespace n
    WHERE n.nspname <> 'public' AND ${notOf("pg_namespace", "n")}
  ) AS found
  JOIN (${SCHEMAS}) AS s ON s.oid = found.schema
  CROSS JOIN pg_identify_object(found.catalog, found.oid, 0) AS object
  ORDER BY found.turn`;

/** The statements that empty it. */
export async function drops(session: Session): Promise<string> {
  const { rows } = await session.query<{ drop: string }>(DROPS);
  return rows.map(({ drop }) => `${drop}\n`).join("");
}
