/** Callers who need no session and no database: for tests of what comes before a service. */
import type { Caller } from "../plugins/auth.ts";
import { PERMISSIONS, type Permission, type Scope } from "../scope.ts";

/** Somebody who is signed in, with the permissions given. */
export const signedIn = (
  scope: Partial<Omit<Scope, "permissions">> & { permissions?: readonly Permission[] } = {},
): Scope => ({
  userId: "01940000-0000-7000-8000-000000000001",
  organizationId: null,
  sessionId: null,
  requestId: null,
  ip: null,
  userAgent: null,
  ...scope,
  permissions: new Set(scope.permissions ?? []),
});

/** Somebody who may do everything, everywhere. */
export const operator = (): Scope => signedIn({ permissions: PERMISSIONS });

/** As a session would know this scope. */
export const callerOf = (scope: Scope): Caller => ({
  scope,
  identity: {
    user: {
      id: scope.userId,
      email: "ada@example.com",
      name: "Ada",
      locale: "en",
      email_verified: true,
    },
    organization: null,
    permissions: [...scope.permissions],
    session: {
      id: scope.userId,
      method: "password",
      created_at: new Date(0),
      expires_at: new Date(8.64e15),
    },
  },
  stale: false,
});
