/** What the account is recognised by: its password and its address. */
import { onConstraint } from "../../../database/index.ts";
import { AppError } from "../../../errors.ts";
import { enqueue } from "../../../jobs/index.ts";
import * as registrations from "../../../repositories/registrations.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as tokens from "../../../repositories/tokens.ts";
import * as users from "../../../repositories/users.ts";
import type { Origin, Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { requireEmail } from "../authentication/email.ts";
import { checkNewPassword } from "../authentication/password-policy.ts";
import { useLink } from "../authentication/proofs.ts";
import { sendEmailChange, sendEmailChanged, sendPasswordChanged } from "../mails/jobs.ts";
import { confirmPassword } from "./confirmation.ts";
import type { MeOptions } from "./options.ts";

export interface PasswordChange {
  readonly current_password: string;
  readonly password: string;
}

export interface EmailChange {
  readonly email: string;
  readonly password?: string | undefined;
}

export function credentialChanges(options: MeOptions) {
  const { database, passwords } = options;
  return {
    /**
     * Ends all other sessions.
     * @throws {AppError} wrong_password, password_not_set, password_too_short, password_too_long, password_too_common
     */
    async changePassword(scope: Scope, given: PasswordChange): Promise<void> {
      const { userId, sessionId: keepId } = scope;
      const account = await confirmPassword(options, scope, given.current_password);
      if (account.password_hash === null) throw new AppError("password_not_set");
      checkNewPassword(given.password, [account.email, account.name]);
      const passwordHash = await passwords.hash(given.password);
      await database.transaction(async (tx) => {
        const user = await users.fetchUserForUpdate(tx, { id: userId });
        // Somebody was faster: what was confirmed is not the password any more.
        if (user?.password_hash !== account.password_hash) throw new AppError("wrong_password");
        await users.modifyUserPassword(tx, { id: userId, passwordHash });
        await sessions.destroySessionsByUser(tx, { userId, keepId });
        await tokens.destroyOneTimeTokens(tx, { userId });
        await record(tx, scope, { action: "user.password_changed", subject: { type: "user", id: userId } });
        const at = new Date().toISOString();
        await enqueue(tx, sendPasswordChanged, { userId, at }, { by: scope });
      });
    },

    /**
     * Mails a link to the new address; nothing changes until it is used. Says nothing of whether the address is taken.
     * @throws {AppError} wrong_password, invalid_input
     */
    async askForEmailChange(scope: Scope, given: EmailChange): Promise<void> {
      const { userId } = scope;
      const email = requireEmail(given.email);
      await confirmPassword(options, scope, given.password);
      await database.transaction(async (tx) => {
        const subject = { type: "user", id: userId };
        await record(tx, scope, { action: "user.email_change_begun", subject, details: { email } });
        await enqueue(tx, sendEmailChange, { userId, email }, { by: scope });
      });
    },

    /**
     * The link was used, in whatever browser. The old address is told.
     * @throws {AppError} token_invalid; email_taken when somebody else proved it meanwhile
     */
    async changeEmail(origin: Origin, token: string): Promise<void> {
      await database.transaction(async (tx) => {
        const { user, email } = await useLink(tx, "email_change", token);
        const { id: userId, email: oldEmail } = user;
        await users.destroyUnverifiedUser(tx, { email });
        await registrations.destroyRegistrationsByEmail(tx, { email });
        await users
          .modifyUserEmail(tx, { id: userId, email })
          .catch(onConstraint("users_email_key", () => new AppError("email_taken")));
        await tokens.destroyOneTimeTokens(tx, { userId });
        const action = "user.email_changed";
        const details = { old_email: oldEmail, new_email: email };
        await record(tx, { ...origin, userId }, { action, subject: { type: "user", id: userId }, details });
        const at = new Date().toISOString();
        await enqueue(tx, sendEmailChanged, { userId, oldEmail, newEmail: email, at });
      });
    },
  };
}
