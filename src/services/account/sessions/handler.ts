/** The session that asks (/session), and all sessions of the caller (/me/sessions). */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { SessionCredentials } from "../../../plugins/credentials.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { Identity, SessionGrant, SessionList, SwitchOrganization } from "./schema.ts";
import type { SessionService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly sessions: SessionService;
  readonly credentials: SessionCredentials;
}

export const sessionsHandler = ({ guards, sessions, credentials }: Dependencies) =>
  new Elysia({ tags: ["sessions"] })
    .use(guards)

    .get("/session", ({ identity }) => identity, {
      signedIn: true,
      response: Identity,
      detail: { summary: "Who you are, and what you may do here" },
    })

    .post(
      "/session/revalidation",
      async ({ scope, request, set }) => {
        const { token, transport } = credentials.require(request.headers);
        const renewed = await sessions.revalidate(scope, token);
        if (renewed === null) throw credentials.signedOut();
        return credentials.answer(set, transport, renewed);
      },
      {
        staleSession: true,
        response: SessionGrant,
        detail: {
          summary: "Renew the session after a 402, and then repeat the request",
          description:
            "A new token, and what is true now. 401: the account was suspended or deleted; the session is gone.",
        },
      },
    )

    .put(
      "/session/organization",
      async ({ scope, body }) => await sessions.switchOrganization(scope, body.organization_id),
      {
        signedIn: true,
        body: SwitchOrganization,
        response: Identity,
        detail: { summary: "Work in another organization" },
      },
    )

    .get("/me/sessions", async ({ scope }) => ({ items: await sessions.list(scope) }), {
      signedIn: true,
      response: SessionList,
      detail: { summary: "Where you are signed in" },
    })

    .delete("/me/sessions", async ({ scope, status }) => status(204, await sessions.revokeOthers(scope)), {
      signedIn: true,
      response: { 204: t.Void() },
      detail: { summary: "Sign out everywhere but here" },
    })

    .delete(
      "/me/sessions/:id",
      async ({ scope, params, status }) => status(204, await sessions.revoke(scope, params.id)),
      {
        signedIn: true,
        params: IdParams,
        response: { 204: t.Void() },
        detail: { summary: "Sign out there" },
      },
    );
