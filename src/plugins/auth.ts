/**
 * Who may call a route is part of its declaration: exactly one of `public: true`, `signedIn: true`,
 * `permission: "members.read"` or `staleSession: true`. It guards, it documents, and a route without one keeps the
 * process from starting.
 *
 * Decided in the parse and transform stages, before the body is read and before anything is validated: a stranger
 * learns neither what a route takes nor makes us read it. (Elysia's `resolve` would come after validation.)
 */
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";
import type { Identity, Permission, Scope } from "../scope.ts";
import { refuseStale } from "./revalidation.ts";
import { detailOf, type Route } from "./route.ts";
import { type Place, refuseOtherOrganizations } from "./tenancy.ts";

/** Whoever makes a request, as the session knows it. */
export interface Caller {
  readonly scope: Scope;
  readonly identity: Identity;
  /** The session's snapshot is older than the facts: nothing is served until it is renewed. */
  readonly stale: boolean;
}

/** Recognises the caller by the request's credentials; null when it has none, or none that count. */
export type Authenticate = (request: Request) => Promise<Caller | null>;

/** The plugin as handlers take it: `.use(guards)`, and the declarations are there. */
export type Guards = ReturnType<typeof auth>;

export function auth(authenticate: Authenticate) {
  /** Asked in two stages, answered once. */
  const callers = new WeakMap<Request, Caller>();

  async function identify(request: Request): Promise<Caller> {
    const caller = callers.get(request) ?? (await authenticate(request));
    if (caller === null) throw new AppError("not_signed_in", { headers: { "www-authenticate": "Bearer" } });
    callers.set(request, caller);
    return caller;
  }

  /** Whoever was not let in is nobody: closed, whatever order the hooks came in. */
  function identified(request: Request): Caller {
    const caller = callers.get(request);
    if (caller === undefined) throw new AppError("not_signed_in");
    return caller;
  }

  // Parameters are destructured: Elysia reads the source of hooks, and parses cookies for those that it cannot read.
  const guard = (access: string, check: (caller: Caller, place: Place) => void) => ({
    detail: { [ACCESS]: [access], security: [{ bearer: [] }, { cookie: [] }] },
    parse: async ({ request, route, params }: Incoming) => check(await identify(request), { route, params }),
    transform: async ({ request, route, params }: Incoming) =>
      check(await identify(request), { route, params }),
    resolve: ({ request }: { request: Request }) => {
      const { scope, identity } = identified(request);
      return { scope, identity };
    },
  });

  return new Elysia({ name: "auth" }).macro({
    // Anything but `true` declares nothing, and the audit finds that.
    public: (on: true) => ({ detail: { [ACCESS]: on === true ? ["public"] : [], security: [] } }),

    signedIn: (_on: true) => guard("signed in", admit),

    /** As signedIn, and also while the session waits for its renewal: for the ways out of that. */
    staleSession: (_on: true) => guard(STALE_SESSION, () => {}),

    permission: (permission: Permission) =>
      guard(permission, (caller, place) => {
        admit(caller, place);
        if (!caller.scope.permissions.has(permission)) throw new AppError("not_permitted");
      }),
  });
}

interface Incoming extends Place {
  readonly request: Request;
}

/** Which refusal comes first matters: 402 can be helped, and who must not know of a thing is not told "not permitted". */
function admit(caller: Caller, place: Place): void {
  refuseStale(caller);
  refuseOtherOrganizations(caller.scope, place);
}

/** How `staleSession` is called in ACCESS. */
export const STALE_SESSION = "signed in, even if to be revalidated";

/** The key in a route's `detail` that says who may call it, for the audit, the docs and `scaffold routes`. */
export const ACCESS = "x-access";

/** "public", "signed in", STALE_SESSION or the permission; undefined when the route does not say, or says two things. */
export function accessOf(route: Route): string | undefined {
  const access = detailOf(route)[ACCESS];
  return Array.isArray(access) && access.length === 1 ? String(access[0]) : undefined;
}

/**
 * Refuses to go on when a route does not declare who may call it. TypeScript finds a misspelt macro, Elysia lets it
 * pass: this is what fails closed when nobody checked types.
 * @throws {Error} naming every such route
 */
export function auditAccess(routes: readonly Route[]): void {
  const open = routes.filter((route) => accessOf(route) === undefined);
  if (open.length === 0) return;
  const names = open.map(({ method, path }) => `  ${method} ${path}`).join("\n");
  throw new Error(
    `These routes do not declare who may call them (exactly one of public, signedIn, permission, staleSession):\n${names}`,
  );
}
