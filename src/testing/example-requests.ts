/** A request for every route that would succeed in a world, if whoever sends it may: for tests that walk over all routes. */
import type { World } from "./world.ts";

export interface RouteName {
  readonly method: string;
  readonly path: string;
}

export interface ExampleRequest extends RouteName {
  readonly body: unknown;
}

export const nameOf = ({ method, path }: RouteName): string => `${method} ${path}`;

/** Of nothing and nobody. */
const NOTHING = "01940000-0000-7000-8000-00000000dead";
const NO_TOKEN = "A".repeat(43);

/** Bodies by route; a route that is not here is sent none. Ids are of the world that the request is about. */
const bodies: Readonly<Record<string, (world: World) => unknown>> = {
  "POST /organizations": () => ({ name: "New" }),
  "PATCH /organizations/:id": () => ({ name: "Renamed" }),
  "POST /organizations/:id/ownership-transfer": ({ ids }) => ({ user_id: ids.user_id }),
  "PATCH /organizations/:id/members/:user_id": ({ ids }) => ({ role_id: ids.role_id }),
  "POST /organizations/:id/roles": () => ({ name: "Another", permissions: [] }),
  "PATCH /organizations/:id/roles/:role_id": () => ({ name: "Another" }),
  "POST /organizations/:id/invitations": ({ ids }) => ({ email: "new@example.com", role_id: ids.role_id }),
  "POST /invitations/consume": () => ({ token: NO_TOKEN }),
  "PUT /session/organization": ({ organizationId }) => ({ organization_id: organizationId }),
  "PATCH /me": () => ({ name: "New name" }),
  "PUT /me/password": () => ({ current_password: "", password: "correct horse battery" }),
  "POST /me/email-changes": () => ({ email: "changed@example.com" }),
  "POST /jobs/retries": () => ({}),
};

const queries: Readonly<Record<string, string>> = { "GET /jobs": "?list=pending" };

export function exampleRequest(route: RouteName, world: World): ExampleRequest {
  const name = nameOf(route);
  const path = route.path.replaceAll(/:(\w+)/g, (_, parameter: string) =>
    idFor(parameter, route.path, world),
  );
  return {
    method: route.method,
    path: path + (queries[name] ?? ""),
    body: bodies[name]?.(world),
  };
}

function idFor(parameter: string, path: string, { organizationId, ids }: World): string {
  if (parameter in ids) return ids[parameter as keyof typeof ids];
  if (parameter !== "id") return "none";
  const [, collection] = /^(.*?)\/:id/.exec(path) ?? [];
  const byCollection: Readonly<Record<string, string>> = {
    "/organizations": organizationId,
    "/users": ids.user_id,
    "/me/sessions": ids.session_id,
    "/me/identities": ids.identity_id,
  };
  return byCollection[collection ?? ""] ?? NOTHING;
}
