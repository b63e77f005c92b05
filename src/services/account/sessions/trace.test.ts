import { expect, test } from "bun:test";
import { testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";
import { recordSpans } from "../../../testing/spans.ts";

const spans = recordSpans();
const database = testDatabase();
const app = testApp(database);

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };

test("a request with a session costs one query for it, and those of its route", async () => {
  const client = await app.as(await createUser(database.db));
  await client.request("GET", "/me", { headers });
  const names = (await spans.of(TRACE)).map(({ name }) => name);
  expect(names).toEqual(["GET /me", "FetchSessionByToken", "FetchUserProfile"]);
});
