/** Accounts: from the first mail to the last session, with a worker on Bun delivering what the runtime enqueued. */
import { expect } from "bun:test";
import { cookiesOf, refusal } from "../api.ts";
import type { Checks } from "../check.ts";
import { logIn, newAddress, PASSWORD, personWithPassword, signedIn } from "../people.ts";

export const accounts: Checks = {
  "registering: the mailed link makes the account usable and signs in": async ({ api, stage }) => {
    const email = newAddress();
    const asked = await api.ask("POST", "/auth/register", {
      body: { email, name: "Ada", password: PASSWORD },
    });
    expect([asked.status, asked.body]).toEqual([202, { status: "sent" }]);
    expect(refusal(await logIn(api, email))).toEqual([401, "wrong_credentials"]);
    const body = { token: await stage.mails.token(email), transport: "bearer" };
    const { body: grant } = await api.ask("POST", "/auth/email-verifications/consume", { body });
    const me = await api.ask("GET", "/me", { token: grant.token });
    expect(me.body).toMatchObject({ email, name: "Ada", email_verified_at: expect.any(String) });
  },

  "401 for a wrong password, 200 for the right one": async ({ api, stage }) => {
    const email = await personWithPassword(stage);
    expect(refusal(await logIn(api, email, { password: `${PASSWORD}x` }))).toEqual([
      401,
      "wrong_credentials",
    ]);
    expect((await logIn(api, email)).status).toBe(200);
  },

  "a magic link signs in once": async ({ api, stage }) => {
    const { email } = await signedIn(stage);
    await api.ask("POST", "/auth/magic-links", { body: { email } });
    const body = { token: await stage.mails.token(email), transport: "bearer" };
    const uses = Array.from({ length: 8 }, () => api.ask("POST", "/auth/magic-links/consume", { body }));
    const statuses = (await Promise.all(uses)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
  },

  "a new password ends all other sessions": async ({ api, stage }) => {
    const { email, token: before } = await signedIn(stage);
    await api.ask("POST", "/auth/password-resets", { body: { email } });
    const body = { token: await stage.mails.token(email), password: `${PASSWORD}!`, transport: "bearer" };
    const { body: grant } = await api.ask("POST", "/auth/password-resets/consume", { body });
    expect((await api.ask("GET", "/session", { token: before })).status).toBe(401);
    expect((await api.ask("GET", "/session", { token: grant.token })).status).toBe(200);
    expect((await logIn(api, email, { password: `${PASSWORD}!` })).status).toBe(200);
  },

  "signing in at a provider makes an account": async ({ api, stage: { provider } }) => {
    const email = newAddress();
    provider.person = { subject: email.replaceAll(/\D/g, ""), email, emailVerified: true, name: "Grace" };
    const begun = await api.ask("GET", "/auth/oauth/github?return_to=/members");
    const back = await provider.visit(new URL(begun.headers.get("location") ?? ""));
    const cookie = cookiesOf(begun);
    const done = await api.ask("GET", back.pathname + back.search, { cookie });
    expect([done.status, done.headers.get("location")]).toEqual([
      303,
      "http://localhost:3000/account/members",
    ]);
    const session = await api.ask("GET", "/session", { cookie: cookiesOf(done) });
    expect(session.body.user).toMatchObject({ email, name: "Grace" });
  },
};
