/**
 * What is below `/organizations/:id` is served to whoever works in that organization at the moment, and for everybody else
 * it is not there. The rule goes by the path, so that a new route cannot forget it; services then go by the scope alone.
 */
import { AppError } from "../errors.ts";
import type { Scope } from "../scope.ts";

/** The route as it was declared, and what its parameters are in this request. */
export interface Place {
  readonly route: string;
  readonly params: unknown;
}

const ORGANIZATION = /^\/organizations\/:id(\/|$)/;

/**
 * 404 whether there is such an organization or not: nobody may find out.
 * @throws {AppError} organization_not_found
 */
export function refuseOtherOrganizations({ organizationId }: Scope, { route, params }: Place): void {
  if (!ORGANIZATION.test(route)) return;
  const { id } = params as { readonly id: string };
  if (id.toLowerCase() === organizationId) return;
  throw new AppError("organization_not_found", {
    detail: "If you belong to it, work in it first: PUT /session/organization.",
  });
}
