/** What one runtime made, another accepts: they may stand side by side over one database. */
import { expect } from "bun:test";
import { type Api, cookiesOf } from "./api.ts";
import { logIn, PASSWORD, personWithPassword, register, signedIn, signInByLink } from "./people.ts";
import type { Stage } from "./stage.ts";

interface Meeting {
  readonly stage: Stage;
  /** Whose work it is. */
  readonly maker: Api;
  /** The maker, and all others. */
  readonly all: readonly Api[];
}

/** By name; the maker's name goes before it. */
export const between: Readonly<Record<string, (meeting: Meeting) => Promise<void>>> = {
  "a password that is not of ASCII signs in everywhere, and one that resembles it does not": async ({
    stage,
    maker,
    all,
  }) => {
    const { email } = await register(maker, stage);
    for (const api of all) {
      expect((await logIn(api, email)).status).toBe(200);
    }
    // As long, and other characters: a library that counts characters for bytes takes it.
    const resembling = `${PASSWORD.slice(0, -2)}xx`;
    expect((await logIn(maker, email, { password: resembling })).status).toBe(401);
  },

  "a session is known everywhere, as a cookie and as a token, and gone everywhere": async ({
    stage,
    maker,
    all,
  }) => {
    const email = await personWithPassword(stage);
    const token = await signInByLink(maker, stage, email);
    const cookie = cookiesOf(await logIn(maker, email, { transport: "cookie" }));
    for (const api of all) {
      expect((await api.ask("GET", "/session", { cookie })).body.user.email).toBe(email);
      expect((await api.ask("GET", "/session", { token })).body.user.email).toBe(email);
    }
    await maker.ask("POST", "/auth/logout", { token, body: { everywhere: true } });
    for (const api of all) {
      expect((await api.ask("GET", "/session", { cookie })).status).toBe(401);
      expect((await api.ask("GET", "/session", { token })).status).toBe(401);
    }
  },

  "a sign-in at a provider that was begun is finished everywhere": async ({
    stage: { provider },
    maker,
    all,
  }) => {
    for (const [index, api] of all.entries()) {
      const email = `between${index}-${crypto.randomUUID()}@example.com`;
      provider.person = {
        subject: String(Date.now() * 10 + index),
        email,
        emailVerified: true,
        name: "Grace",
      };
      const begun = await maker.ask("GET", "/auth/oauth/github");
      const back = await provider.visit(new URL(begun.headers.get("location") ?? ""));
      const done = await api.ask("GET", back.pathname + back.search, { cookie: cookiesOf(begun) });
      expect([done.status, done.headers.getSetCookie().length]).toEqual([303, 2]);
    }
  },

  "an answer that was kept for an Idempotency-Key, a cursor and a mailed link are good everywhere": async ({
    stage,
    maker,
    all,
  }) => {
    const { token } = await signedIn(stage);
    const request = { token, body: { name: "Kept" }, headers: { "idempotency-key": crypto.randomUUID() } };
    const kept = await maker.ask("POST", "/organizations", request);
    await maker.ask("POST", "/organizations", { token, body: { name: "Second" } });
    const { body: page } = await maker.ask("GET", "/organizations?limit=1", { token });
    for (const api of all) {
      expect((await api.ask("POST", "/organizations", request)).body).toEqual(kept.body);
      const path = `/organizations?limit=1&cursor=${page.next_cursor}`;
      expect((await api.ask("GET", path, { token })).body.items).toHaveLength(1);
    }
    for (const api of all) {
      const { email } = await signedIn(stage);
      await maker.ask("POST", "/auth/magic-links", { body: { email } });
      const body = { token: await stage.mails.token(email), transport: "bearer" };
      expect((await api.ask("POST", "/auth/magic-links/consume", { body })).status).toBe(200);
    }
  },

  "what it says, everybody says alike": async ({ stage, maker, all }) => {
    const { token } = await signedIn(stage);
    await maker.ask("PATCH", "/me", { token, body: { preferences: { list: [1, 2.5, null, "\u00e4"] } } });
    for (const path of ["/docs/json", "/me", "/session", "/permissions", "/organizations"]) {
      const said = await maker.ask("GET", path, { token });
      for (const api of all) expect((await api.ask("GET", path, { token })).body).toEqual(said.body);
    }
  },
};
