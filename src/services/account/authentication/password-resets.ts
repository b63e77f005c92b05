/** A new password for somebody who has forgotten the old one, by a mailed link. */
import type { Tx } from "../../../database/db.ts";
import { enqueue } from "../../../jobs/index.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as tokens from "../../../repositories/tokens.ts";
import * as users from "../../../repositories/users.ts";
import { record } from "../audit/record.ts";
import { sendPasswordChanged, sendPasswordReset } from "../mails/jobs.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { openSession, type Visitor } from "../sessions/opening.ts";
import { requireEmail } from "./email.ts";
import type { AuthenticationOptions } from "./options.ts";
import { checkNewPassword } from "./password-policy.ts";
import { invalidLink, proveEmail, useLink } from "./proofs.ts";
import { hashToken } from "./token.ts";

export interface NewPassword {
  readonly token: string;
  readonly password: string;
}

export function passwordResets({ database, passwords, lifetimes, analytics }: AuthenticationOptions) {
  /** Hashing is dear: it is done for links that there are, and refused passwords use none up. */
  async function hashFor({ token, password }: NewPassword): Promise<string> {
    const purpose = "password_reset";
    const link = await tokens.fetchOneTimeToken(database, { tokenHash: hashToken(token), purpose });
    if (link === null) throw invalidLink();
    checkNewPassword(password, [link.email, link.name]);
    return await passwords.hash(password);
  }

  /** Everything that the old password, or an older link, has opened is closed. */
  async function change(tx: Tx, visitor: Visitor, userId: string, passwordHash: string): Promise<void> {
    await users.modifyUserPassword(tx, { id: userId, passwordHash });
    await sessions.destroySessionsByUser(tx, { userId });
    await tokens.destroyOneTimeTokens(tx, { userId });
    const subject = { type: "user", id: userId };
    await record(tx, { ...visitor, userId }, { action: "user.password_reset", subject });
    await enqueue(tx, sendPasswordChanged, { userId, at: new Date().toISOString() });
  }

  return {
    /** Says nothing of whether there is an account. */
    async askForReset(typed: string): Promise<void> {
      await enqueue(database, sendPasswordReset, { email: requireEmail(typed) });
    },

    /** @throws {AppError} token_invalid, password_too_short, password_too_long, password_too_common, unavailable */
    async resetPassword(visitor: Visitor, given: NewPassword): Promise<GrantedSession> {
      const passwordHash = await hashFor(given);
      return await database.transaction(async (tx) => {
        const { user } = await useLink(tx, "password_reset", given.token);
        await proveEmail(tx, user);
        await change(tx, visitor, user.id, passwordHash);
        const opening = { userId: user.id, method: "magic_link", visitor, analytics, ...lifetimes } as const;
        const session = await openSession(tx, opening);
        if (session === null) throw invalidLink();
        return session;
      });
    },
  };
}
