/** People with passwords, for tests of signing in. */
import type { Db } from "../database/index.ts";
import type { InsertUserParams, InsertUserRow } from "../repositories/users.ts";
import { createUser } from "./factories.ts";
import { quickHasher } from "./quick-hasher.ts";

export const PASSWORD = "correct horse battery";

/** An account that signs in with PASSWORD. */
export async function createPerson(db: Db, given: Partial<InsertUserParams> = {}): Promise<InsertUserRow> {
  return await createUser(db, { passwordHash: await quickHasher.hash(PASSWORD), ...given });
}
