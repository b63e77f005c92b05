/** All or nothing, once and not twice, and the values that were meant. */
import { expect } from "bun:test";
import { untilWaiting } from "../../locks.ts";
import { type Answer, refusal } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn, team } from "../people.ts";

export const transactions: Checks = {
  "a conflict takes everything back": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const slug = `org-${crypto.randomUUID()}`;
    const found = () => api.ask("POST", "/organizations", { token, body: { name: "Acme", slug } });
    expect((await found()).status).toBe(201);
    const { token: another } = await signedIn(stage);
    const taken = await api.ask("POST", "/organizations", { token: another, body: { name: "Acme", slug } });
    expect(refusal(taken)).toEqual([409, "slug_taken"]);
    expect((await api.ask("GET", "/organizations", { token: another })).body.items).toEqual([]);
  },

  "the same Idempotency-Key at once and again: done once, answered alike": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const request = { token, body: { name: "Once" }, headers: { "idempotency-key": crypto.randomUUID() } };
    const found = () => api.ask("POST", "/organizations", request);
    const first = await found();
    const again = await Promise.all([found(), found()]);
    expect(first.status).toBe(201);
    for (const { status, body } of again) expect([status, body]).toEqual([201, first.body]);
    expect(await stage.database.sql`SELECT FROM organizations WHERE id = ${first.body.id}`).toHaveLength(1);
    expect((await api.ask("GET", "/organizations", { token })).body.items).toHaveLength(1);
  },

  "who waits for a lock goes on with what the other has left": async ({ api, stage }) => {
    const { organizationId, owner, memberId } = await team(stage);
    const { sql } = stage.database;
    const path = `/organizations/${organizationId}/ownership-transfer`;
    const { promise: transferred, resolve } = Promise.withResolvers<Answer>();
    await sql.begin(async (tx) => {
      await tx`SELECT FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
      const transfer = api.ask("POST", path, { token: owner, body: { user_id: memberId } });
      resolve(transfer);
      await untilWaiting(sql, 1, transfer);
      await tx`DELETE FROM memberships WHERE user_id = ${memberId}`;
    });
    expect(refusal(await transferred)).toEqual([404, "member_not_found"]);
  },

  "JSON of every kind, and what is beyond ASCII, comes back as it was": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    const preferences = {
      nested: { list: [1, 2.5, "x", null, true, [], {}] },
      text: '\u00e4\u65e5\ud83d\ude00 "quoted" \\ \n',
      big: 9_007_199_254_740_991,
    };
    expect((await api.ask("PATCH", "/me", { token, body: { preferences } })).status).toBe(200);
    const { body: me } = await api.ask("GET", "/me", { token });
    expect(me.preferences).toEqual(preferences);
    expect(me.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  },

  "lists go on where they ended": async ({ api, stage }) => {
    const { token } = await signedIn(stage);
    for (const name of ["First", "Second", "Third"]) {
      await api.ask("POST", "/organizations", { token, body: { name } });
    }
    const names: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.ask("GET", `/organizations?limit=2${cursor}`, { token });
      names.push(...body.items.map((each: { name: string }) => each.name));
      cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
    } while (cursor !== "");
    expect(names.sort()).toEqual(["First", "Second", "Third"]);
  },
};
