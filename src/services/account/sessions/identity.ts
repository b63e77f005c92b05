/** From a session's row to what the rest of the code goes by: who asks, and what a person sees of herself. */
import type * as sessions from "../../../repositories/sessions.ts";
import type { Identity, Origin, Permission, Scope } from "../../../scope.ts";

type SnapshotRow = Omit<sessions.FetchSessionByTokenRow, "needs_revalidate" | "last_used_at">;

/** A session and the token that it has from now on. */
export interface GrantedSession {
  readonly identity: Identity;
  readonly token: string;
  readonly expiresAt: Date;
}

export const scopeOf = (row: SnapshotRow, origin: Origin): Scope => ({
  userId: row.user_id,
  sessionId: row.id,
  organizationId: row.organization_id,
  // A name that this release does not know allows nothing in it.
  permissions: new Set(row.permissions as Permission[]),
  requestId: origin.requestId,
  ip: origin.ip,
  userAgent: origin.userAgent,
});

export const identityOf = (row: SnapshotRow): Identity => ({
  user: {
    id: row.user_id,
    email: row.email,
    name: row.name,
    locale: row.locale,
    email_verified: row.email_verified,
  },
  organization: organizationOf(row),
  permissions: row.permissions.filter((name) => name !== null),
  session: { id: row.id, method: row.method, created_at: row.created_at, expires_at: row.expires_at },
});

function organizationOf({
  organization_id: id,
  organization_slug: slug,
  organization_name: name,
  role_name: role,
}: SnapshotRow): Identity["organization"] {
  // All four are there or none: they are written together, and the organization's id goes first when it is deleted.
  if (id === null || slug === null || name === null || role === null) return null;
  return { id, slug, name, role };
}
