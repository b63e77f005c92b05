/** GET /organizations: the caller's own. */
import { Elysia } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { Organization, OrganizationItem } from "./schema.ts";
import type { OrganizationService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly organizations: OrganizationService;
}

export const organizationsHandler = ({ guards, organizations }: Dependencies) =>
  new Elysia({ prefix: "/organizations", tags: ["organizations"] })
    .use(guards)

    .get("", async ({ scope, query }) => await page(query, (slice) => organizations.list(scope, slice)), {
      signedIn: true,
      query: PageQuery,
      response: PageOf(OrganizationItem),
      detail: { summary: "The organizations that you belong to" },
    })

    .get("/:id", async ({ scope, params }) => await organizations.read(scope, params.id), {
      signedIn: true,
      params: IdParams,
      response: Organization,
      detail: { summary: "One organization" },
    });
