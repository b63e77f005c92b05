import { expect, test } from "bun:test";
import { enqueue } from "../../jobs/index.ts";
import { testApp } from "../../testing/app.ts";
import { testDatabase } from "../../testing/database.ts";
import { createMember, createOrganization, createUser } from "../../testing/factories.ts";
import { cleanUpAccounts } from "./jobs.ts";

const database = testDatabase();
const app = testApp(database);

test("what has expired is forgotten, and what is of use stays", async () => {
  const [stays, leaves] = [await createUser(database.db), await createUser(database.db)];
  const [session, expired] = [await app.as(stays), await app.as(stays)];
  const unproven = await createUser(database.db, { emailVerifiedAt: null });
  const recent = await createUser(database.db, { emailVerifiedAt: null });
  const { organization } = await createOrganization(database.db);
  const member = await createUser(database.db, { emailVerifiedAt: null });
  await createMember(database.db, { organizationId: organization.id, user: member });
  for (const { email } of [unproven, recent]) {
    await app.request("POST", "/auth/register", {
      body: { email, name: "Ada", password: "correct horse battery" },
    });
  }
  await app.idle();
  const { sql } = database;
  await sql`UPDATE sessions SET idle_expires_at = now() - interval '1 second' WHERE id = ${expired.sessionId}`;
  await sql`UPDATE users SET created_at = now() - interval '31 days' WHERE id IN (${unproven.id}, ${member.id})`;
  await sql`UPDATE users SET deleted_at = now() - interval '31 days' WHERE id = ${leaves.id}`;
  await sql`UPDATE registrations SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
    WHERE email = ${unproven.email}`;
  await sql`INSERT INTO idempotency_keys (user_id, key, request_hash, claimed_at)
    SELECT ${stays.id}, key, sha256('x'), now() - age::interval FROM (VALUES ('old', '25 hours'), ('new', '1 hour')) AS given (key, age)`;

  await enqueue(database.db, cleanUpAccounts, { expiredDays: 7, deletedDays: 30 });
  await app.idle();

  const idsOf = async (rows: PromiseLike<{ id: string }[]>) => (await rows).map(({ id }) => id);
  const users = await idsOf(sql`SELECT id FROM users`);
  expect(users).toEqual(expect.arrayContaining([stays.id, recent.id, member.id]));
  expect(users.filter((id) => id === unproven.id || id === leaves.id)).toEqual([]);
  expect(await idsOf(sql`SELECT id FROM sessions`)).toEqual([session.sessionId]);
  expect(await idsOf(sql`SELECT email AS id FROM registrations`)).toEqual([recent.email]);
  expect(await idsOf(sql`SELECT key AS id FROM idempotency_keys`)).toEqual(["new"]);
});
