import { beforeAll, describe, expect, test } from "bun:test";
import { type SignedInClient, testApp } from "../../../testing/app.ts";
import { testDatabase } from "../../../testing/database.ts";
import { createUser } from "../../../testing/factories.ts";

const database = testDatabase();
const app = testApp(database);

let operator: SignedInClient;
beforeAll(async () => {
  const user = await createUser(database.db);
  await database.sql`UPDATE users SET operator = true WHERE id = ${user.id}`;
  operator = await app.as(user);
});

const suspension = (method: "PUT" | "DELETE", userId: string) =>
  operator.request(method, `/users/${userId}/suspension`);

const eventsAbout = async (userId: string) =>
  (
    await database.sql`SELECT action, actor_id FROM audit_events WHERE subject_id = ${userId} ORDER BY id`
  ).map(({ action, actor_id }: { action: string; actor_id: string }) => [action, actor_id]);

describe("PUT /users/:id/suspension", () => {
  test("the person is served nothing from then on, and the session ends with its renewal", async () => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    const { status, body } = await suspension("PUT", user.id);
    expect([status, body.status]).toEqual([200, "suspended"]);
    expect((await client.request("GET", "/session")).status).toBe(402);
    expect((await client.request("POST", "/session/revalidation")).status).toBe(401);
    expect((await client.request("GET", "/session")).status).toBe(401);
  });

  test("twice is as good as once, and on record once, with the operator's name", async () => {
    const user = await createUser(database.db);
    await suspension("PUT", user.id);
    expect((await suspension("PUT", user.id)).status).toBe(200);
    expect(await eventsAbout(user.id)).toEqual([["user.suspended", operator.userId]]);
  });

  test("409 for the own account: nobody could let the last operator back in", async () => {
    const { status, body } = await suspension("PUT", operator.userId);
    expect([status, body.code]).toEqual([409, "own_account"]);
  });

  test("404 for an account that never was", async () => {
    const { status, body } = await suspension("PUT", "01940000-0000-7000-8000-00000000dead");
    expect([status, body.code]).toEqual([404, "user_not_found"]);
  });
});

describe("DELETE /users/:id/suspension", () => {
  test("lets the person back in", async () => {
    const user = await createUser(database.db);
    const client = await app.as(user);
    await suspension("PUT", user.id);
    const { status, body } = await suspension("DELETE", user.id);
    expect([status, body.status]).toEqual([200, "active"]);
    expect((await client.request("POST", "/session/revalidation")).status).toBe(200);
    expect((await eventsAbout(user.id)).map(([action]: string[]) => action)).toEqual([
      "user.suspended",
      "user.reinstated",
    ]);
  });
});
