/**
 * Who asks, while there are no accounts: a bearer token from the configuration, which is nobody's by default and which
 * production refuses to start with. It may do everything.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { PERMISSIONS, type Scope } from "../scope.ts";
import type { Authenticate } from "./auth.ts";

const DEVELOPER: Scope = {
  userId: "00000000-0000-0000-0000-000000000000",
  organizationId: null,
  permissions: new Set(PERMISSIONS),
  sessionId: null,
};

/** Recognises the token; without one, nobody is ever signed in. */
export function developerToken(token: string | undefined): Authenticate {
  if (token === undefined) return async () => null;
  const expected = digest(`Bearer ${token}`);
  return async ({ headers }) => {
    const given = headers.get("authorization");
    return given !== null && timingSafeEqual(digest(given), expected) ? DEVELOPER : null;
  };
}

/** Of equal length whatever comes, as the comparison in constant time needs it. */
const digest = (text: string) => createHash("sha256").update(text).digest();
