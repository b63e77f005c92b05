/** The account of somebody who was invited and has none. */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as registrations from "../../../repositories/registrations.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as users from "../../../repositories/users.ts";

export interface Newcomer {
  readonly name: string;
  readonly locale?: string | undefined;
}

/**
 * An account that somebody began for this address without proving it counts as none: the link proves the address, and
 * whatever was typed in before is void.
 * @throws {AppError} email_taken, token_invalid when that account is suspended
 */
export async function registerInvited(
  tx: Tx,
  email: string,
  { name, locale = "en", passwordHash }: Newcomer & { readonly passwordHash: string | null },
): Promise<string> {
  await users.insertUnverifiedUser(tx, { email, name, locale });
  const account = await users.fetchUserByEmail(tx, { email });
  const user = account && (await users.fetchUserForUpdate(tx, { id: account.id }));
  if (user?.status !== "active") throw new AppError("token_invalid");
  const { id } = user;
  const proven = await users.modifyUserRegistered(tx, { id, name, locale, passwordHash });
  if (proven === 0) throw new AppError("email_taken");
  await sessions.destroySessionsByUser(tx, { userId: id });
  await registrations.destroyRegistrationsByEmail(tx, { email });
  return id;
}
