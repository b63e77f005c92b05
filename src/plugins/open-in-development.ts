/**
 * While developing nobody signs in to look at an operator's page. Whoever asks from this machine for something below the
 * prefix, and is nobody otherwise, is let in with the permissions given. Never in production: app.ts decides.
 */
import type { Permission, Scope } from "../scope.ts";
import type { Authenticate, Caller } from "./auth.ts";
import { origin } from "./origin.ts";

interface Opening {
  /** "/jobs": itself and everything below. */
  readonly prefix: string;
  readonly permissions: readonly Permission[];
}

export const openInDevelopment =
  (authenticate: Authenticate, { prefix, permissions }: Opening): Authenticate =>
  async (request) => {
    const caller = await authenticate(request);
    return caller === null && isBelow(request, prefix) && isLocal(request) ? developer(permissions) : caller;
  };

function isBelow({ url }: Request, prefix: string): boolean {
  const { pathname } = new URL(url);
  return pathname === prefix || pathname.startsWith(`${prefix}/`);
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** By the name in the address bar, as any site may let its own name lead here; and not because another site's page asks. */
function isLocal({ url, headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  return LOOPBACK.has(new URL(url).hostname) && (site === null || site === "same-origin" || site === "none");
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

function developer(permissions: readonly Permission[]): Caller {
  const scope: Scope = {
    ...origin(),
    userId: NOBODY,
    organizationId: null,
    sessionId: null,
    permissions: new Set(permissions),
  };
  const now = new Date();
  return {
    scope,
    identity: {
      user: {
        id: NOBODY,
        email: "developer@localhost",
        name: "Developer",
        locale: "en",
        email_verified: true,
      },
      organization: null,
      permissions: [...permissions],
      session: { id: NOBODY, method: "password", created_at: now, expires_at: now },
    },
    stale: false,
  };
}
