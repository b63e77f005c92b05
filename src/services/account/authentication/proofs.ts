/**
 * What a mailed link proves: that whoever brings its token reads that address. The account is locked before the link is
 * used, as everywhere: of any number of simultaneous uses one succeeds, and the others are told that there is no such link.
 */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as registrations from "../../../repositories/registrations.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as tokens from "../../../repositories/tokens.ts";
import * as users from "../../../repositories/users.ts";
import { hashToken } from "./token.ts";

export type LockedUser = users.FetchUserForUpdateRow;

interface UsedLink {
  readonly user: LockedUser;
  /** Where it was mailed to; for an email_change the new address. */
  readonly email: string;
}

/** Unknown, used, expired, superseded, of a suspended account: nobody learns which. */
export const invalidLink = () => new AppError("token_invalid");

/** @throws {AppError} token_invalid */
export async function useLink(tx: Tx, purpose: tokens.OneTimeTokenPurpose, token: string): Promise<UsedLink> {
  const key = { tokenHash: hashToken(token), purpose };
  const link = await tokens.fetchOneTimeToken(tx, key);
  if (link === null) throw invalidLink();
  const user = await users.fetchUserForUpdate(tx, { id: link.user_id });
  const used = await tokens.modifyOneTimeTokenAsUsed(tx, key);
  if (user?.status !== "active" || used === null) throw invalidLink();
  // The proof counts for the address that the account has now, and for no other.
  if (purpose !== "email_change" && used.email !== user.email) throw invalidLink();
  return { user, email: used.email };
}

/**
 * A registration's own link: what was typed in with it counts from now on. null: it belongs to no registration.
 * @throws {AppError} token_invalid when the address was proven meanwhile
 */
export async function useRegistration(tx: Tx, token: string): Promise<LockedUser | null> {
  const tokenHash = hashToken(token);
  const registration = await registrations.fetchRegistrationByToken(tx, { tokenHash });
  if (registration === null) return null;
  const account = await users.fetchUserByEmail(tx, { email: registration.email });
  if (account === null) throw invalidLink();
  const user = await users.fetchUserForUpdate(tx, { id: account.id });
  const used = await registrations.destroyRegistration(tx, { tokenHash });
  if (user?.status !== "active" || used === null) throw invalidLink();
  const { name, locale, password_hash: passwordHash } = used;
  const verified = await users.modifyUserRegistered(tx, { id: user.id, name, locale, passwordHash });
  if (verified === 0) throw invalidLink();
  await registrations.destroyRegistrationsByEmail(tx, { email: used.email });
  return user;
}

/**
 * The address is the owner's. When that is the first proof of it, whatever was there before may have been put there by
 * somebody else who wanted the account: passwords, registrations and sessions are void.
 */
export async function proveEmail(tx: Tx, { id, email }: LockedUser): Promise<void> {
  const isFirst = (await users.modifyUserEmailVerified(tx, { id })) > 0;
  if (!isFirst) return;
  await sessions.destroySessionsByUser(tx, { userId: id });
  await registrations.destroyRegistrationsByEmail(tx, { email });
}
