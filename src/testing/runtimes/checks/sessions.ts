/** Sessions: as a cookie and as a token, ended, and renewed after a 402. */
import { expect } from "bun:test";
import { cookiesOf, refusal } from "../api.ts";
import type { Checks } from "../check.ts";
import { logIn, personWithPassword, signedIn, signInByLink } from "../people.ts";

export const sessions: Checks = {
  "a browser is given a cookie that scripts do not see, and loses it when it signs out": async ({
    api,
    stage,
  }) => {
    const email = await personWithPassword(stage);
    const login = await logIn(api, email, { transport: "cookie" });
    expect(login.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    const cookie = cookiesOf(login);
    expect((await api.ask("GET", "/session", { cookie })).status).toBe(200);
    const logout = await api.ask("POST", "/auth/logout", { cookie, body: {} });
    expect(logout.status).toBe(204);
    expect(logout.headers.getSetCookie()).toEqual([expect.stringMatching(/^session=; Max-Age=0;/)]);
    expect((await api.ask("GET", "/session", { cookie })).status).toBe(401);
  },

  "signing out everywhere but here: 204, and the others are 401": async ({ api, stage }) => {
    const { email, token } = await signedIn(stage);
    const other = await signInByLink(api, stage, email);
    expect((await api.ask("DELETE", "/me/sessions", { token })).status).toBe(204);
    expect((await api.ask("GET", "/session", { token })).status).toBe(200);
    expect((await api.ask("GET", "/session", { token: other })).status).toBe(401);
  },

  "a session knows where it came from: the client behind the proxy": async ({ api, stage }) => {
    const { email } = await signedIn(stage);
    const token = await signInByLink(api, stage, email);
    const list = await api.ask("GET", "/me/sessions", { token });
    expect(list.body.items.find((each: { current: boolean }) => each.current)).toMatchObject({ ip: api.ip });
  },

  "403 for what another site makes a browser send": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const headers = { origin: "https://evil.example", cookie: `session=${token}` };
    const forged = await api.ask("PATCH", "/me", { body: { name: "Eve" }, headers });
    expect(refusal(forged)).toEqual([403, "cross_site_request"]);
  },

  "402 after a change in the database, before anything is done; renewed, the same request goes through":
    async ({ api, stage }) => {
      const { id, token } = await signedIn(stage);
      await stage.database.sql`UPDATE users SET name = 'Renamed' WHERE id = ${id}`;
      const rename = (token: string) => api.ask("PATCH", "/me", { token, body: { name: "Ada" } });
      const stale = await rename(token);
      expect(refusal(stale)).toEqual([402, "session_needs_revalidation"]);
      expect(stale.headers.get("cache-control")).toBe("no-store");
      expect(await namesOf(stage.database.sql, id)).toEqual(["Renamed"]);
      const renewed = await api.ask("POST", "/session/revalidation", { token });
      expect(renewed.body.user.name).toBe("Renamed");
      expect((await rename(renewed.body.token)).status).toBe(200);
    },

  "renewing the session of somebody who was suspended: 401, and the session is gone": async ({
    api,
    stage,
  }) => {
    const { id, sessionId, token } = await signedIn(stage);
    await stage.database.sql`UPDATE users SET status = 'suspended' WHERE id = ${id}`;
    expect((await api.ask("POST", "/session/revalidation", { token })).status).toBe(401);
    expect(await stage.database.sql`SELECT FROM sessions WHERE id = ${sessionId}`).toHaveLength(0);
  },
};

const namesOf = async (
  sql: (strings: TemplateStringsArray, id: string) => Promise<{ name: string }[]>,
  id: string,
) => (await sql`SELECT name FROM users WHERE id = ${id}`).map(({ name }) => name);
