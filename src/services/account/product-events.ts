/**
 * What accounts are measured by as a product. Ids and kinds alone: names, addresses and roles' names, which people write,
 * stay here. Captured after the commit, so that what was rolled back never happened.
 */
import type { Tx } from "../../database/db.ts";
import type { SignInMethod } from "../../repositories/sessions.ts";

type RegistrationMethod = "password" | "oauth" | "invitation";

/** Every event with what it tells besides the person and the organization. */
interface ProductEvents {
  "user registered": { readonly method: RegistrationMethod };
  "user signed in": { readonly method: SignInMethod };
  "user deleted": Nothing;
  "organization created": Nothing;
  "organization deleted": Nothing;
  "member invited": Nothing;
  "member joined": Nothing;
}

type Nothing = Readonly<Record<string, never>>;

interface Who {
  readonly userId: string;
  readonly organizationId?: string | null;
}

/** Where events go. Neither throws nor takes time. */
export interface ProductAnalytics {
  capture<Name extends keyof ProductEvents>(name: Name, who: Who, properties: ProductEvents[Name]): void;
  identify(userId: string, properties: { readonly registered_with: RegistrationMethod }): void;
}

export function captureRegistration(
  tx: Tx,
  analytics: ProductAnalytics,
  { userId, method }: { readonly userId: string; readonly method: RegistrationMethod },
): void {
  tx.afterCommit(() => {
    analytics.identify(userId, { registered_with: method });
    analytics.capture("user registered", { userId }, { method });
  });
}
