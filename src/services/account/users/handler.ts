/** Every account of the installation, for operators. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { User, UserFilter } from "./schema.ts";
import type { UserService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly users: UserService;
}

export const usersHandler = ({ guards, users }: Dependencies) =>
  new Elysia({ prefix: "/users", tags: ["users"] })
    .use(guards)

    .get(
      "",
      async ({ scope, query }) => await page(query, (slice) => users.list(scope, { ...query, ...slice })),
      {
        permission: "users.read",
        query: t.Composite([PageQuery, UserFilter]),
        response: PageOf(User),
        detail: { summary: "All accounts, the newest first" },
      },
    )

    .get("/:id", async ({ scope, params }) => await users.read(scope, params.id), {
      permission: "users.read",
      params: IdParams,
      response: User,
      detail: { summary: "One account" },
    })

    .put("/:id/suspension", async ({ scope, params }) => await users.suspend(scope, params.id), {
      permission: "users.manage",
      params: IdParams,
      response: User,
      detail: { summary: "Suspend: neither signs in nor goes on with a session" },
    })

    .delete("/:id/suspension", async ({ scope, params }) => await users.reinstate(scope, params.id), {
      permission: "users.manage",
      params: IdParams,
      response: User,
      detail: { summary: "Let back in" },
    });
