import { expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { recordSpans } from "../../../testing/spans.ts";
import { staff } from "../../../testing/staff.ts";

const database = testDatabase();
const spans = recordSpans();
const app = testApp(database);

const TRACE = "0af7651916cd43dd8448eb211c80319c";

test("an authenticated, permission-checked request costs one query for the session and its own", async () => {
  const { member, path } = await staff(app, database.db);
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
  expect((await member.request("GET", path("/members"), { headers })).status).toBe(200);
  const names = (await spans.of(TRACE)).map(({ name }) => name);
  expect(names).toEqual(["GET /organizations/:id/members", "FetchSessionByToken", "FetchMembers"]);
});
