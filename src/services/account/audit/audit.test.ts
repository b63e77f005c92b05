import { describe, expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { refusal, renew, type Staff, staff } from "../../../testing/staff.ts";

const database = testDatabase();
const app = testApp(database);

/** Two changes: the member is suspended, the organization gets another name. */
async function eventful(): Promise<Staff> {
  const acme = await staff(app, database.db);
  await acme.admin.request("PATCH", acme.path(`/members/${acme.member.userId}`), {
    body: { status: "suspended" },
    headers: { "user-agent": "phone" },
  });
  await acme.owner.request("PATCH", acme.path(), { body: { name: "Renamed" } });
  await Promise.all([renew(acme.owner), renew(acme.admin)]);
  return acme;
}

describe("GET /organizations/:id/audit-events", () => {
  test("who did what, to whom, when, from where, the newest first", async () => {
    const acme = await eventful();
    const { status, body } = await acme.owner.request("GET", acme.path("/audit-events"));
    expect(status).toBe(200);
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      "organization.changed",
      "member.suspended",
    ]);
    expect(body.items[1]).toEqual({
      id: expect.any(String),
      action: "member.suspended",
      actor_id: acme.admin.userId,
      actor_name: expect.stringContaining("User"),
      subject_type: "membership",
      subject_id: expect.any(String),
      details: { user_id: acme.member.userId },
      ip: "127.0.0.1",
      user_agent: "phone",
      created_at: expect.stringMatching(/Z$/),
    });
  });

  test("by the beginning of the action's name, page by page", async () => {
    const { owner, path } = await eventful();
    const list = async (query: string) => (await owner.request("GET", path(`/audit-events?${query}`))).body;
    expect((await list("action=member.")).items).toHaveLength(1);
    expect((await list("action=%25")).items).toEqual([]);
    const first = await list("limit=1");
    const next = await list(`limit=1&cursor=${first.next_cursor}`);
    expect([first.items[0].action, next.items[0].action, next.next_cursor]).toEqual([
      "organization.changed",
      "member.suspended",
      null,
    ]);
  });

  test("what was refused is not on record, and another organization's events are not there", async () => {
    const [acme, globex] = [await staff(app, database.db), await eventful()];
    await acme.admin.request("PATCH", acme.path(`/members/${acme.owner.userId}`), {
      body: { status: "suspended" },
    });
    expect((await acme.owner.request("GET", acme.path("/audit-events"))).body.items).toEqual([]);
    expect(refusal(await acme.owner.request("GET", globex.path("/audit-events")))).toEqual([
      404,
      "organization_not_found",
    ]);
  });

  test("403 for members", async () => {
    const { member, path } = await staff(app, database.db);
    expect(refusal(await member.request("GET", path("/audit-events")))).toEqual([403, "not_permitted"]);
  });
});
