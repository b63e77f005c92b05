/** Something to look at in a new database: three people in one organization. A database with anybody in it is left alone. */
import { openDatabase, type Tx } from "../../database/index.ts";
import { bunPasswordHasher } from "../../platform/bun-password.ts";
import { bunSql } from "../../platform/bun-sql.ts";
import * as memberships from "../../repositories/memberships.ts";
import * as organizations from "../../repositories/organizations.ts";
import * as roles from "../../repositories/roles.ts";
import * as users from "../../repositories/users.ts";
import { say } from "./output.ts";

/** For development only: `dev` does not run in production. */
const PASSWORD = "correct horse battery";

export async function seed(url: string): Promise<void> {
  const database = openDatabase({ url, poolMax: 1 }, bunSql);
  try {
    const [anybody] = await users.fetchUsers(database, { limit: 1 });
    if (anybody !== undefined) return;
    const passwordHash = await bunPasswordHasher.hash(PASSWORD);
    await database.transaction((tx) => insertPeople(tx, passwordHash));
    say(
      `seeded: owner@example.test, admin@example.test and member@example.test in the organization example, password "${PASSWORD}"`,
    );
  } finally {
    await database.close();
  }
}

async function insertPeople(tx: Tx, passwordHash: string): Promise<void> {
  const owner = await insertPerson(tx, "owner", passwordHash);
  const organization = await organizations.insertOrganization(tx, {
    slug: "example",
    name: "Example",
    ownerId: owner.id,
  });
  for (const name of ["admin", "member"]) {
    const person = await insertPerson(tx, name, passwordHash);
    const role = await roles.fetchBuiltInRole(tx, { name });
    if (role === null) throw new Error(`the migrations made no role called ${name}`);
    await memberships.insertMembership(tx, {
      organizationId: organization.id,
      userId: person.id,
      roleId: role.id,
    });
  }
}

const insertPerson = (tx: Tx, name: string, passwordHash: string) =>
  users.insertUser(tx, {
    email: `${name}@example.test`,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    passwordHash,
    emailVerifiedAt: new Date(),
  });
