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
  "users.manage",
  "jobs.read",
  "jobs.manage",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** From where a request came: what the audit log keeps of it. All null when it was not made over HTTP. */
export interface Origin {
  readonly requestId: string | null;
  /** The client's, behind the proxies that we trust. */
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface Scope extends Origin {
  readonly userId: string;
  /** The organization that the caller works in now; null: none chosen. `permissions` hold in it. */
  readonly organizationId: string | null;
  readonly permissions: ReadonlySet<Permission>;
  /** null when the caller came without a session. */
  readonly sessionId: string | null;
}

/** What a session remembers of its owner, so that nothing else has to be read to answer a request. As it goes out as JSON. */
export interface Identity {
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly locale: string;
    readonly email_verified: boolean;
  };
  /** null: none chosen, or not a member of any. */
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly role: string;
  } | null;
  /** In that organization, and those of an operator. */
  readonly permissions: string[];
  readonly session: {
    readonly id: string;
    readonly method: "password" | "magic_link" | "oauth";
    readonly created_at: Date;
    readonly expires_at: Date;
  };
}
