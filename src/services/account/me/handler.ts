/** /me: one's own account, and the link by which its address changes. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { SessionCredentials } from "../../../plugins/credentials.ts";
import { origin } from "../../../plugins/origin.ts";
import type { Limits } from "../../../plugins/rate-limit.ts";
import { IdParams } from "../../../plugins/schema.ts";
import { Sent, Token } from "../authentication/schema.ts";
import { ChangeEmail, ChangePassword, ChangeProfile, DeleteAccount, Identities, Profile } from "./schema.ts";
import type { MeService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly limits: Limits;
  readonly me: MeService;
  readonly credentials: SessionCredentials;
}

const NOTHING = { 204: t.Void() };

export const meHandler = ({ guards, limits, me, credentials }: Dependencies) =>
  new Elysia({ tags: ["me"] })
    .use(guards)
    .use(limits)

    .get("/me", async ({ scope }) => await me.read(scope), {
      signedIn: true,
      response: Profile,
      detail: { summary: "Your account" },
    })

    .patch("/me", async ({ scope, body }) => await me.change(scope, body), {
      signedIn: true,
      body: ChangeProfile,
      response: Profile,
      detail: { summary: "Change your name, language or preferences" },
    })

    .delete(
      "/me",
      async ({ scope, body, set, status }) => {
        await me.remove(scope, body ?? {});
        credentials.withdraw(set);
        return status(204, undefined);
      },
      {
        signedIn: true,
        limit: "password",
        body: t.Optional(DeleteAccount),
        response: NOTHING,
        detail: { summary: "Delete your account" },
      },
    )

    .put(
      "/me/password",
      async ({ scope, body, status }) => status(204, await me.changePassword(scope, body)),
      {
        signedIn: true,
        limit: "password",
        body: ChangePassword,
        response: NOTHING,
        detail: { summary: "Change your password; ends all other sessions" },
      },
    )

    .post(
      "/me/email-changes",
      async ({ scope, body, status }) => {
        await me.askForEmailChange(scope, body);
        return status(202, { status: "sent" } as const);
      },
      {
        signedIn: true,
        limit: "email_change",
        body: ChangeEmail,
        response: { 202: Sent },
        detail: { summary: "Ask for a link to your new address; nothing changes until it is used" },
      },
    )

    .post(
      "/auth/email-changes/consume",
      async ({ body, status }) => status(204, await me.changeEmail(origin(), body.token)),
      {
        public: true,
        limit: "link",
        body: t.Object({ token: Token }),
        response: NOTHING,
        detail: { summary: "Confirm the new address", tags: ["authentication"] },
      },
    )

    .get("/me/identities", async ({ scope }) => ({ items: await me.identities(scope) }), {
      signedIn: true,
      response: Identities,
      detail: { summary: "The providers that you can sign in with" },
    })

    .delete(
      "/me/identities/:id",
      async ({ scope, params, status }) => status(204, await me.unlink(scope, params.id)),
      {
        signedIn: true,
        params: IdParams,
        response: NOTHING,
        detail: { summary: "Unlink a provider" },
      },
    );
