/** GET /permissions: everything that a role can allow, for whoever puts roles together. */
import { Elysia } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import { PermissionList } from "./schema.ts";
import type { PermissionService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly permissions: PermissionService;
}

export const permissionsHandler = ({ guards, permissions }: Dependencies) =>
  new Elysia({ prefix: "/permissions", tags: ["roles"] })
    .use(guards)

    .get("", async ({ scope }) => ({ items: await permissions.list(scope) }), {
      signedIn: true,
      response: PermissionList,
      detail: { summary: "Everything that a role can allow" },
    });
