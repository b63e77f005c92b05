/** Invitations: the organization's (below /organizations/:id), and what their receivers do with them (/invitations). */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { SessionCredentials } from "../../../plugins/credentials.ts";
import type { Idempotency } from "../../../plugins/idempotency.ts";
import { PageOf, PageQuery, page } from "../../../plugins/pagination.ts";
import type { Limits } from "../../../plugins/rate-limit.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { SessionGrant } from "../sessions/schema.ts";
import type { AcceptanceService } from "./acceptance.ts";
import {
  Invitation,
  InvitationParams,
  InvitationPreview,
  InvitationRegistration,
  InvitationToken,
  Joined,
  NewInvitation,
} from "./schema.ts";
import type { InvitationService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly idempotency: Idempotency;
  readonly limits: Limits;
  readonly invitations: InvitationService;
}

export const invitationsHandler = ({ guards, idempotency, limits, invitations }: Dependencies) =>
  new Elysia({ prefix: "/organizations/:id/invitations", tags: ["invitations"] })
    .use(guards)
    .use(idempotency)
    .use(limits)

    .get("", async ({ scope, query }) => await page(query, (slice) => invitations.list(scope, slice)), {
      permission: "members.invite",
      params: IdParams,
      query: PageQuery,
      response: PageOf(Invitation),
      detail: { summary: "The open invitations, the newest first" },
    })

    .post("", async ({ scope, body, status }) => status(201, await invitations.invite(scope, body)), {
      permission: "members.invite",
      idempotent: true,
      limit: "invitation",
      params: IdParams,
      body: NewInvitation,
      response: { 201: Invitation },
      detail: { summary: "Invite an address by mail; asked again, another link is mailed" },
    })

    .delete(
      "/:invitation_id",
      async ({ scope, params, status }) => status(204, await invitations.revoke(scope, params.invitation_id)),
      {
        permission: "members.invite",
        params: InvitationParams,
        response: { 204: t.Void() },
        detail: { summary: "Take an invitation back: its link is dead" },
      },
    );

interface AcceptanceDependencies {
  readonly guards: Guards;
  readonly limits: Limits;
  readonly acceptance: AcceptanceService;
  readonly credentials: SessionCredentials;
}

export const acceptanceHandler = ({ guards, limits, acceptance, credentials }: AcceptanceDependencies) =>
  new Elysia({ prefix: "/invitations", tags: ["invitations"] })
    .use(guards)
    .use(limits)

    .post("/preview", async ({ body }) => await acceptance.preview(body.token), {
      public: true,
      limit: "link",
      body: InvitationToken,
      response: InvitationPreview,
      detail: { summary: "What an invitation's link would do; does not use it up" },
    })

    .post("/consume", async ({ scope, body }) => await acceptance.accept(scope, body.token), {
      signedIn: true,
      limit: "link",
      body: InvitationToken,
      response: Joined,
      detail: {
        summary: "Join, with the account that the invitation was mailed to",
        description: "The session stays where it is: work there with PUT /session/organization.",
      },
    })

    .post(
      "/registration",
      async ({ body, request, set, status }) => {
        const session = await acceptance.register(credentials.visitor(request.headers), body);
        return status(201, credentials.answer(set, body.transport, session));
      },
      {
        public: true,
        limit: "link",
        body: InvitationRegistration,
        response: { 201: SessionGrant },
        detail: { summary: "Join without an account: it is made, and signed in, in the same step" },
      },
    );
