/** What a table demands of its rows. Whether a query keeps to it depends on values, so it can only be pointed at. */
import { findAll } from "../analysis/tree.ts";
import type { Problem } from "../finding.ts";
import { parseStatement } from "../parse.ts";
import type { Source } from "../source.ts";
import type { Wire } from "../wire.ts";

export interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** NOT NULL is not among them: what it breaks is found by other means. */
const CONSTRAINTS = `
  SELECT coalesce(json_agg(json_build_object('table', name, 'name', constraint_name, 'definition', definition)), '[]')
  FROM (
    SELECT relation.relname AS name, con.conname AS constraint_name, pg_get_constraintdef(con.oid) AS definition
    FROM pg_constraint con JOIN pg_class relation ON relation.oid = con.conrelid
    WHERE con.contype IN ('c', 'f', 'p', 'u', 'x') AND relation.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT relation.relname, index.relname, regexp_replace(pg_get_indexdef(index.oid), ' INDEX \\S+ ON ', ' INDEX ON ')
    FROM pg_index i
      JOIN pg_class index ON index.oid = i.indexrelid
      JOIN pg_class relation ON relation.oid = i.indrelid
    WHERE i.indisunique AND relation.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = index.oid)
    ORDER BY 1, 2
  ) AS found`;

export const readConstraints = async (wire: Wire): Promise<Constraint[]> => await wire.json(CONSTRAINTS);

/** Of `after`, on tables that were there before. */
export function newConstraints(before: readonly Constraint[], after: readonly Constraint[]): Constraint[] {
  const tables = new Set(before.map(({ table }) => table));
  const known = new Set(before.map(keyOf));
  return after.filter((constraint) => tables.has(constraint.table) && !known.has(keyOf(constraint)));
}

/** Whatever it is called. */
const keyOf = ({ table, definition }: Constraint) => `${table} ${definition}`;

/** One for each that the query may violate: it inserts into the table, or updates it. */
export function constraintProblems(source: Source, constraints: readonly Constraint[]): Problem[] {
  const parsed = parseStatement(source.sent.text);
  if ("error" in parsed || constraints.length === 0) return [];
  const written = (["InsertStmt", "UpdateStmt", "MergeStmt"] as const).flatMap((kind) =>
    findAll({ root: parsed.statement }, kind).map(({ relation }) => relation?.relname),
  );
  return constraints
    .filter(({ table }) => written.includes(table))
    .map(({ table, name, definition }) => ({
      offset: source.titleOffset,
      code: "constraint_new",
      message: `${table} demands more: ${name}, ${definition}`,
    }));
}
