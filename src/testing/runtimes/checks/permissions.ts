/** Who may do what. */
import { expect } from "bun:test";
import { refusal } from "../api.ts";
import type { Checks } from "../check.ts";
import { signedIn, team } from "../people.ts";

export const permissions: Checks = {
  "403 without the permission, 200 with it, 404 from outside": async ({ api, stage }) => {
    const { organizationId, owner, member } = await team(stage);
    const stranger = await signedIn(stage);
    const rename = (token: string) =>
      api.ask("PATCH", `/organizations/${organizationId}`, { token, body: { name: "Renamed" } });
    expect(refusal(await rename(member))).toEqual([403, "not_permitted"]);
    expect(refusal(await rename(stranger.token))).toEqual([404, "organization_not_found"]);
    expect((await rename(owner)).status).toBe(200);
  },

  "401 comes before 422, and 404 says nothing of what there is": async ({ api, stage }) => {
    const nobody = await api.ask("POST", "/organizations", { body: { name: 5 } });
    expect(refusal(nobody)).toEqual([401, "not_signed_in"]);
    expect(nobody.headers.get("www-authenticate")).toContain("Bearer");
    const { organizationId } = await team(stage);
    const { token } = await signedIn(stage);
    expect(refusal(await api.ask("GET", `/organizations/${organizationId}/members`, { token }))).toEqual([
      404,
      "organization_not_found",
    ]);
  },

  "whoever is invited by mail joins, and the owner sees it": async ({ api, stage }) => {
    const { organizationId, owner } = await team(stage);
    const path = `/organizations/${organizationId}`;
    const roles = await api.ask("GET", `${path}/roles`, { token: owner });
    const role = roles.body.items.find((each: { name: string }) => each.name === "member");
    const { email, token } = await signedIn(stage);
    const invitation = { email, role_id: role.id };
    expect((await api.ask("POST", `${path}/invitations`, { token: owner, body: invitation })).status).toBe(
      201,
    );
    const body = { token: await stage.mails.token(email) };
    expect((await api.ask("POST", "/invitations/consume", { token, body })).status).toBe(200);
    const members = await api.ask("GET", `${path}/members?limit=100`, { token: owner });
    expect(members.body.items.map((each: { email: string }) => each.email)).toContain(email);
  },
};
