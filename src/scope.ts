/** Who is asking. The first argument of every service function, so that none can forget to ask. */

/**
 * What can be allowed: the names in the table `permissions`, which roles hold, and then those of operators. No role
 * holds these, so nobody has them by being a member of something: they reach across all organizations.
 */
export const PERMISSIONS = [
  "organization.read",
  "organization.update",
  "organization.transfer",
  "organization.delete",
  "members.read",
  "members.invite",
  "members.update",
  "members.remove",
  "roles.read",
  "roles.manage",
  "audit.read",
  "users.read",
  "organizations.read",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export interface Scope {
  readonly userId: string;
  /** The organization that the caller works in now; null: none chosen. `permissions` hold in it. */
  readonly organizationId: string | null;
  readonly permissions: ReadonlySet<Permission>;
  /** null when the caller came without a session. */
  readonly sessionId: string | null;
}
