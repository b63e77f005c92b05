/** Leaving for good. The row stays so that history keeps its names; everything that signs in or is signed in goes. */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as identities from "../../../repositories/identities.ts";
import * as memberships from "../../../repositories/memberships.ts";
import * as organizations from "../../../repositories/organizations.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as tokens from "../../../repositories/tokens.ts";
import * as users from "../../../repositories/users.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { confirmPassword } from "./confirmation.ts";
import type { MeOptions } from "./options.ts";

export function deletion(options: MeOptions) {
  return {
    /** @throws {AppError} wrong_password; sole_owner, with the organizations in the detail */
    async remove(scope: Scope, { password }: { readonly password?: string | undefined }): Promise<void> {
      const { userId } = scope;
      await confirmPassword(options, scope, password);
      await options.database.transaction(async (tx) => {
        await refuseSoleOwner(tx, userId);
        await forget(tx, userId);
        await record(tx, scope, { action: "user.deleted", subject: { type: "user", id: userId } });
        tx.afterCommit(() => options.analytics.capture("user deleted", { userId }, {}));
      });
    },
  };
}

/** The organizations are locked first: two owners who leave at once do so one after the other. */
async function refuseSoleOwner(tx: Tx, userId: string): Promise<void> {
  await organizations.fetchOwnedOrganizationsForUpdate(tx, { userId });
  const owned = await memberships.fetchSoleOwnerships(tx, { userId });
  if (owned.length === 0) return;
  throw new AppError("sole_owner", { detail: owned.map(({ name }) => name).join(", ") });
}

async function forget(tx: Tx, userId: string): Promise<void> {
  await users.modifyUserAsDeleted(tx, { id: userId });
  await memberships.destroyMembershipsByUser(tx, { userId });
  await identities.destroyIdentitiesByUser(tx, { userId });
  await tokens.destroyOneTimeTokens(tx, { userId });
  await sessions.destroySessionsByUser(tx, { userId });
}
