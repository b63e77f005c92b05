/** What goes wrong is told as RFC 9457 says, and what is our fault tells nothing of us. */
import { expect } from "bun:test";
import { refusal } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn } from "../people.ts";
import { until } from "../until.ts";

export const errors: Checks = {
  "404 and 405 are problems with the request's id": async ({ api }) => {
    const missing = await api.ask("GET", "/nowhere");
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(missing.body).toMatchObject({ status: 404, code: "not_found" });
    expect(missing.headers.get("x-request-id")).toBe(missing.body.request_id);
    const wrong = await api.ask("DELETE", "/health/live");
    expect(refusal(wrong)).toEqual([405, "method_not_allowed"]);
    expect(wrong.headers.get("allow")).toContain("GET");
  },

  "400 for what is no JSON, 415 for what does not say that it is, 422 for what is another": async ({
    api,
    stage,
  }) => {
    const { token } = await signedIn(stage);
    const patch = (body: unknown, headers = {}) => api.ask("PATCH", "/me", { token, body, headers });
    expect(refusal(await patch("{"))).toEqual([400, "malformed_request"]);
    expect(refusal(await patch("name=Eve", { "content-type": "text/plain" }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
    const invalid = await patch({ name: 5 });
    expect(refusal(invalid)).toEqual([422, "invalid_input"]);
    expect(invalid.body.errors).toEqual([expect.objectContaining({ in: "body", pointer: "/name" })]);
  },

  "422 for a document that is a trap, and for a number out of bounds": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const deep = `{"name":"x","preferences":${'{"a":'.repeat(70)}1${"}".repeat(70)}}`;
    expect((await api.ask("PATCH", "/me", { token, body: deep })).status).toBe(422);
    expect((await api.ask("PATCH", "/me", { token, body: '{"__proto__":{"a":1}}' })).status).toBe(422);
    expect((await api.ask("GET", "/organizations?limit=-5", { token })).status).toBe(422);
  },

  "500 says a code and an id and nothing else; what happened is kept with the query that failed": async ({
    api,
    stage,
  }) => {
    const { database } = stage;
    const { token } = await signedIn(stage);
    await database.sql`ALTER TABLE permissions RENAME TO mislaid`;
    const failed = await api.ask("GET", "/permissions", { token });
    await database.sql`ALTER TABLE mislaid RENAME TO permissions`;
    expect(failed.status).toBe(500);
    expect(JSON.stringify(failed.body)).not.toMatch(/permissions|mislaid|relation/);
    const dossier = await until(async () => {
      const [event] = await database.sql`SELECT dossier FROM error_events WHERE id = ${failed.body.error_id}`;
      return event?.dossier;
    });
    expect(JSON.stringify(dossier)).toContain("FetchPermissions");
  },

  "429 for asking too often for mails to an address, with the time to wait": async ({ api }) => {
    const body = { email: `${crypto.randomUUID()}@example.com` };
    const asked = () => api.ask("POST", "/auth/magic-links", { body });
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await asked()).status).toBe(202);
    const stopped = await asked();
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
  },
};
