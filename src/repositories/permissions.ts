// Generated from sql/permissions/*.sql by `scaffold sql generate`. Do not edit.
import { encode } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { defineQuery } from "../database/query.ts";

export interface FetchPermissionsRow {
  /** "<what>.<verb>", e.g. "members.invite". */
  name: string;
  /** One sentence for the person who ticks it. */
  description: string;
}

export const fetchPermissionsQuery = defineQuery<Record<string, never>, FetchPermissionsRow>({
  title: "FetchPermissions",
  file: "sql/permissions/FetchPermissions.sql",
  verb: "Fetch",
  text: `/* FetchPermissions */ SELECT name, description
FROM permissions
WHERE NOT operators_only
ORDER BY name`,
  bind: () => [],
  pure: true,
});

/** Everything that a role can allow. */
export async function fetchPermissions(db: Db): Promise<FetchPermissionsRow[]> {
  return await db.many(fetchPermissionsQuery, {});
}

export interface FetchUnknownPermissionsParams {
  readonly names: readonly (string | null)[];
}

export interface FetchUnknownPermissionsRow {
  name: string;
}

export const fetchUnknownPermissionsQuery = defineQuery<FetchUnknownPermissionsParams, FetchUnknownPermissionsRow>({
  title: "FetchUnknownPermissions",
  file: "sql/permissions/FetchUnknownPermissions.sql",
  verb: "Fetch",
  text: `/* FetchUnknownPermissions */ SELECT wanted.name AS "name"
FROM unnest($1::text[]) AS wanted (name)
EXCEPT
SELECT permissions.name
FROM permissions
ORDER BY 1`,
  bind: (p) => [encode.array(p.names)],
  pure: true,
});

/** Which of these names are no permission: at boot, the code's names are compared with the table's. */
export async function fetchUnknownPermissions(
  db: Db,
  params: FetchUnknownPermissionsParams,
): Promise<FetchUnknownPermissionsRow[]> {
  return await db.many(fetchUnknownPermissionsQuery, params);
}
