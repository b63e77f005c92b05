/** The caller's own account. */

import type { Json } from "../../../database/codec.ts";
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as identities from "../../../repositories/identities.ts";
import * as users from "../../../repositories/users.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { credentialChanges } from "./credentials.ts";
import { deletion } from "./deletion.ts";
import type { MeOptions } from "./options.ts";

interface ProfileChanges {
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  readonly preferences?: Readonly<Record<string, Json>> | undefined;
}

/** An organization that the caller belongs to. */
interface Place {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: string;
}

export type MeService = ReturnType<typeof meService>;

export const meService = (options: MeOptions) => ({
  ...profile(options),
  ...credentialChanges(options),
  ...deletion(options),
});

function profile({ database }: MeOptions) {
  async function read({ userId: id }: Scope, db: Db = database) {
    const found = await users.fetchUserProfile(db, { id });
    if (found === null) throw new AppError("not_signed_in");
    const providers = found.providers.filter((name) => name !== null);
    // Made by the query itself, as jsonb, and so without a type of its own.
    return { ...found, providers, organizations: found.organizations as unknown as Place[] };
  }

  return {
    read: async (scope: Scope) => await read(scope),

    /** Changes what is given. */
    async change(scope: Scope, { name, locale, preferences }: ProfileChanges) {
      const { userId: id } = scope;
      return await database.transaction(async (tx) => {
        if (name !== undefined || locale !== undefined) {
          await users.modifyUserProfile(tx, { id, name, locale });
          await record(tx, scope, { action: "user.profile_changed", subject: { type: "user", id } });
        }
        if (preferences !== undefined) {
          await users.modifyUserPreferences(tx, { id, changes: preferences });
        }
        return await read(scope, tx);
      });
    },

    /** The providers that the caller can sign in with, in the order in which they were linked. */
    async identities({ userId }: Scope) {
      return await identities.fetchIdentitiesByUser(database, { userId });
    },

    /** @throws {AppError} not_found when there is none, or when it is the last way in */
    async unlink(scope: Scope, id: string): Promise<void> {
      await database.transaction(async (tx) => {
        const gone = await identities.destroyIdentity(tx, { id, userId: scope.userId });
        if (gone === 0) throw new AppError("not_found");
        await record(tx, scope, { action: "identity.unlinked", subject: { type: "identity", id } });
      });
    },
  };
}
