/** The roles that an organization can give: the built-in ones and its own. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { Idempotency } from "../../../plugins/idempotency.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { NewRole, Role, RoleChanges, RoleParams } from "./schema.ts";
import type { RoleService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly idempotency: Idempotency;
  readonly roles: RoleService;
}

export const rolesHandler = ({ guards, idempotency, roles }: Dependencies) =>
  new Elysia({ prefix: "/organizations/:id/roles", tags: ["roles"] })
    .use(guards)
    .use(idempotency)

    .get("", async ({ scope, query }) => await page(query, (slice) => roles.list(scope, slice)), {
      permission: "roles.read",
      params: IdParams,
      query: PageQuery,
      response: PageOf(Role),
      detail: { summary: "The roles, the built-in ones first" },
    })

    .post("", async ({ scope, body, status }) => status(201, await roles.create(scope, body)), {
      permission: "roles.manage",
      idempotent: true,
      params: IdParams,
      body: NewRole,
      response: { 201: Role },
      detail: { summary: "A role of the organization's own" },
    })

    .patch("/:role_id", async ({ scope, params, body }) => await roles.change(scope, params.role_id, body), {
      permission: "roles.manage",
      params: RoleParams,
      body: RoleChanges,
      response: Role,
      detail: {
        summary: "Rename it, or change what it allows",
        description: "Whoever has the role has the new permissions with the next request.",
      },
    })

    .delete(
      "/:role_id",
      async ({ scope, params, status }) => status(204, await roles.remove(scope, params.role_id)),
      {
        permission: "roles.manage",
        params: RoleParams,
        response: { 204: t.Void() },
        detail: { summary: "Delete it, if nobody has it or is invited to it" },
      },
    );
