/** Who belongs to the organization, as what. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { Member, MemberChanges, MemberParams } from "./schema.ts";
import type { MemberService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly members: MemberService;
}

export const membersHandler = ({ guards, members }: Dependencies) =>
  new Elysia({ prefix: "/organizations/:id", tags: ["members"] })
    .use(guards)

    .get("/members", async ({ scope, query }) => await page(query, (slice) => members.list(scope, slice)), {
      permission: "members.read",
      params: IdParams,
      query: PageQuery,
      response: PageOf(Member),
      detail: { summary: "The members, in the order in which they joined" },
    })

    .patch(
      "/members/:user_id",
      async ({ scope, params, body }) => await members.change(scope, params.user_id, body),
      {
        permission: "members.update",
        params: MemberParams,
        body: MemberChanges,
        response: Member,
        detail: { summary: "Give another role, suspend, or let back in" },
      },
    )

    .delete(
      "/members/:user_id",
      async ({ scope, params, status }) => status(204, await members.remove(scope, params.user_id)),
      {
        permission: "members.remove",
        params: MemberParams,
        response: { 204: t.Void() },
        detail: { summary: "Remove from the organization" },
      },
    )

    .delete("/membership", async ({ scope, status }) => status(204, await members.leave(scope)), {
      signedIn: true,
      params: IdParams,
      response: { 204: t.Void() },
      detail: { summary: "Leave the organization" },
    });
