/** Being signed in is not enough to take an account over or away: whoever has a password confirms with it. */
import type { Db } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as users from "../../../repositories/users.ts";
import type { Scope } from "../../../scope.ts";
import type { Passwords } from "../authentication/password.ts";

/**
 * Gives the account as it was confirmed; without a password there is nothing to confirm with.
 * @throws {AppError} wrong_password, not_signed_in, unavailable
 */
export async function confirmPassword(
  { database, passwords }: { readonly database: Db; readonly passwords: Passwords },
  { userId: id }: Scope,
  typed: string | undefined,
): Promise<users.FetchUserCredentialsByIdRow> {
  const account = await users.fetchUserCredentialsById(database, { id });
  if (account === null) throw new AppError("not_signed_in");
  if (account.password_hash === null) return account;
  if (!(await passwords.verify(typed ?? "", account.password_hash))) throw new AppError("wrong_password");
  return account;
}
