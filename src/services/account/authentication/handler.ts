/** Registering, signing in and out, and mailed links: `POST …` asks for a link, `POST …/consume` uses it. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../../plugins/auth.ts";
import type { SessionCredentials } from "../../../plugins/credentials.ts";
import { origin } from "../../../plugins/origin.ts";
import type { Limits } from "../../../plugins/rate-limit.ts";
import { SessionGrant } from "../sessions/schema.ts";
import { Ask, Login, Logout, Register, ResetPassword, Sent, UseLink } from "./schema.ts";
import type { AuthenticationService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly limits: Limits;
  readonly authentication: AuthenticationService;
  readonly credentials: SessionCredentials;
}

const SENT = { status: "sent" } as const;

export const authenticationHandler = ({ guards, limits, authentication, credentials }: Dependencies) => {
  const { answer, visitor } = credentials;

  return new Elysia({ prefix: "/auth", tags: ["authentication"] })
    .use(guards)
    .use(limits)

    .post(
      "/register",
      async ({ body, status }) => {
        await authentication.register(origin(), body);
        return status(202, SENT);
      },
      {
        public: true,
        limit: "register",
        body: Register,
        response: { 202: Sent },
        detail: { summary: "Ask for an account; the mail that follows says whether there is one already" },
      },
    )

    .post(
      "/login",
      async ({ body, request, set }) =>
        answer(set, body.transport, await authentication.login(visitor(request.headers), body)),
      {
        public: true,
        limit: "login",
        body: Login,
        response: SessionGrant,
        detail: { summary: "Sign in with a password" },
      },
    )

    .post(
      "/logout",
      async ({ scope, body, set, status }) => {
        await authentication.logout(scope, body ?? {});
        credentials.withdraw(set);
        return status(204, undefined);
      },
      {
        staleSession: true,
        body: t.Optional(Logout),
        response: { 204: t.Void() },
        detail: { summary: "Sign out, here or everywhere" },
      },
    )

    .post(
      "/magic-links",
      async ({ body, status }) => {
        await authentication.askForMagicLink(body.email);
        return status(202, SENT);
      },
      {
        public: true,
        limit: "magic_link",
        body: Ask,
        response: { 202: Sent },
        detail: { summary: "Ask for a link that signs in" },
      },
    )

    .post(
      "/magic-links/consume",
      async ({ body, request, set }) =>
        answer(set, body.transport, await authentication.useMagicLink(visitor(request.headers), body.token)),
      {
        public: true,
        limit: "link",
        body: UseLink,
        response: SessionGrant,
        detail: { summary: "Sign in with a mailed link" },
      },
    )

    .post(
      "/email-verifications",
      async ({ body, status }) => {
        await authentication.askForVerification(body.email);
        return status(202, SENT);
      },
      {
        public: true,
        limit: "email_verification",
        body: Ask,
        response: { 202: Sent },
        detail: { summary: "Ask for another link to confirm the address" },
      },
    )

    .post(
      "/email-verifications/consume",
      async ({ body, request, set }) =>
        answer(set, body.transport, await authentication.verifyEmail(visitor(request.headers), body.token)),
      {
        public: true,
        limit: "link",
        body: UseLink,
        response: SessionGrant,
        detail: { summary: "Confirm the address; signs in" },
      },
    )

    .post(
      "/password-resets",
      async ({ body, status }) => {
        await authentication.askForReset(body.email);
        return status(202, SENT);
      },
      {
        public: true,
        limit: "password_reset",
        body: Ask,
        response: { 202: Sent },
        detail: { summary: "Ask for a link to a new password" },
      },
    )

    .post(
      "/password-resets/consume",
      async ({ body, request, set }) =>
        answer(set, body.transport, await authentication.resetPassword(visitor(request.headers), body)),
      {
        public: true,
        limit: "link",
        body: ResetPassword,
        response: SessionGrant,
        detail: { summary: "Choose a new password; signs in, and ends all other sessions" },
      },
    );
};
