/** The caller's organizations, and the one that the session works in (every route below /organizations/:id). */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { Idempotency } from "../../../plugins/idempotency.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { NewOrganization, NewOwner, Organization, OrganizationChanges, OrganizationItem } from "./schema.ts";
import type { OrganizationService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly idempotency: Idempotency;
  readonly organizations: OrganizationService;
}

export const organizationsHandler = ({ guards, idempotency, organizations }: Dependencies) =>
  new Elysia({ prefix: "/organizations", tags: ["organizations"] })
    .use(guards)
    .use(idempotency)

    .get("", async ({ scope, query }) => await page(query, (slice) => organizations.list(scope, slice)), {
      signedIn: true,
      query: PageQuery,
      response: PageOf(OrganizationItem),
      detail: { summary: "The organizations that you belong to" },
    })

    .post("", async ({ scope, body, status }) => status(201, await organizations.create(scope, body)), {
      signedIn: true,
      idempotent: true,
      body: NewOrganization,
      response: { 201: Organization },
      detail: {
        summary: "Found an organization, and own it",
        description: "The session stays where it is: work in the new one with PUT /session/organization.",
      },
    })

    .get("/:id", async ({ scope }) => await organizations.read(scope), {
      permission: "organization.read",
      params: IdParams,
      response: Organization,
      detail: { summary: "The organization that you work in" },
    })

    .patch("/:id", async ({ scope, body }) => await organizations.change(scope, body), {
      permission: "organization.update",
      params: IdParams,
      body: OrganizationChanges,
      response: Organization,
      detail: { summary: "Rename it, move it to another slug, change its settings" },
    })

    .delete("/:id", async ({ scope, status }) => status(204, await organizations.dissolve(scope)), {
      permission: "organization.delete",
      params: IdParams,
      response: { 204: t.Void() },
      detail: { summary: "Dissolve it, for all its members" },
    })

    .post(
      "/:id/ownership-transfer",
      async ({ scope, body, status }) => status(204, await organizations.transfer(scope, body.user_id)),
      {
        permission: "organization.transfer",
        params: IdParams,
        body: NewOwner,
        response: { 204: t.Void() },
        detail: { summary: "Make another member the owner, and yourself an admin" },
      },
    );
