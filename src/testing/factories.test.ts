import { expect, test } from "bun:test";
import * as sessions from "../repositories/sessions.ts";
import { hashToken } from "../services/account/authentication/token.ts";
import { testDatabase } from "./database.ts";
import { createMember, createOrganization, createSession, createUser } from "./factories.ts";

const database = testDatabase();

test("users differ from each other, and say what the test says", async () => {
  const [one, other] = [await createUser(database.db), await createUser(database.db, { name: "Ada" })];
  expect(one.email).not.toBe(other.email);
  expect(other.name).toBe("Ada");
});

test("an organization has an owner: a new account, or the one that is given", async () => {
  const owner = await createUser(database.db);
  const given = await createOrganization(database.db, { owner });
  const { organization } = await createOrganization(database.db, { name: "Acme" });
  expect(given.owner.id).toBe(owner.id);
  expect(organization.name).toBe("Acme");
});

test("a member has the role that was asked for", async () => {
  const { organization } = await createOrganization(database.db);
  const { membership } = await createMember(database.db, { organizationId: organization.id, role: "admin" });
  const [role] = await database.sql`SELECT name FROM roles WHERE id = ${membership.role_id}`;
  expect(role.name).toBe("admin");
});

test("a session is found by its token, and knows what its owner may do", async () => {
  const { organization, owner } = await createOrganization(database.db);
  const { token } = await createSession(database.db, { userId: owner.id, organizationId: organization.id });
  const found = await sessions.fetchSessionByToken(database.db, { tokenHash: hashToken(token) });
  expect(found?.user_id).toBe(owner.id);
  expect(found?.permissions).toContain("organization.delete");
});

test("a suspended account gets no session", async () => {
  const { id: userId } = await createUser(database.db);
  await database.sql`UPDATE users SET status = 'suspended' WHERE id = ${userId}`;
  await expect(createSession(database.db, { userId })).rejects.toThrow();
});
