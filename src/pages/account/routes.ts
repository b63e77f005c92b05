/** Every view with its path below /account, its title and who may see it. */
import type { Identity } from "../../client/index.ts";
import type { Context, MemberContext, SignedInContext, View } from "./context.ts";
import type { Child } from "./dom.ts";
import { audit } from "./views/audit.ts";
import { invitation } from "./views/invitation.ts";
import { confirmEmail, magicLink, verifyEmail } from "./views/links.ts";
import { members } from "./views/members.ts";
import { organizations } from "./views/organizations.ts";
import { overview } from "./views/overview.ts";
import { forgotPassword, resetPassword } from "./views/passwords.ts";
import { profile } from "./views/profile.ts";
import { homeless, missing, notPermitted } from "./views/refusals.ts";
import { register } from "./views/register.ts";
import { roles } from "./views/roles.ts";
import { sessions } from "./views/sessions.ts";
import { settings } from "./views/settings.ts";
import { signIn } from "./views/sign-in.ts";

export type Route =
  | { readonly kind: "open"; readonly title: string; readonly view: View }
  | { readonly kind: "own"; readonly title: string; readonly view: View<SignedInContext> }
  | {
      /** About the organization that one works in. */
      readonly kind: "member";
      readonly title: string;
      readonly permission?: string;
      readonly view: View<MemberContext>;
    };

export const routes: Readonly<Record<string, Route>> = {
  "/": { kind: "own", title: "Overview", view: overview },
  "/members": { kind: "member", title: "Members", permission: "members.read", view: members },
  "/roles": { kind: "member", title: "Roles", permission: "roles.read", view: roles },
  "/audit": { kind: "member", title: "Audit log", permission: "audit.read", view: audit },
  "/settings": { kind: "member", title: "Settings", permission: "organization.read", view: settings },
  "/organizations": { kind: "own", title: "Organizations", view: organizations },
  "/profile": { kind: "own", title: "Profile", view: profile },
  "/sessions": { kind: "own", title: "Sessions", view: sessions },
  "/sign-in": { kind: "open", title: "Sign in", view: signIn },
  "/register": { kind: "open", title: "Register", view: register },
  "/forgot-password": { kind: "open", title: "Forgotten password", view: forgotPassword },
  "/reset-password": { kind: "open", title: "New password", view: resetPassword },
  "/magic-link": { kind: "open", title: "Sign in by link", view: magicLink },
  "/verify-email": { kind: "open", title: "Confirm your address", view: verifyEmail },
  "/confirm-email": { kind: "open", title: "Confirm your new address", view: confirmEmail },
  "/invitation": { kind: "open", title: "Invitation", view: invitation },
};

/** Whether this person can use a view now: for the navigation, which shows no dead ends. */
export function isReachable(path: string, { organization, permissions }: Identity): boolean {
  const route = routes[path];
  if (route?.kind !== "member") return route !== undefined;
  return organization !== null && (route.permission === undefined || permissions.includes(route.permission));
}

/** What the path shows to this person: the view, or what stands in its way. */
export function contentOf(route: Route | undefined, context: Context): Child | Promise<Child> {
  if (route === undefined) return missing(context);
  if (route.kind === "open") return route.view(context);
  const { identity } = context;
  if (identity === null) return signIn(context);
  if (route.kind === "own") return route.view({ ...context, identity });
  const { organization, permissions } = identity;
  if (organization === null) return homeless(context);
  const may = (permission: string) => permissions.includes(permission);
  if (route.permission !== undefined && !may(route.permission)) return notPermitted(context);
  const here = context.client.api.organizations({ id: organization.id });
  return route.view({ ...context, identity, organization, here, may });
}
