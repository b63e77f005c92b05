/** Signing in by a mailed link, without a password. */
import { enqueue } from "../../../jobs/index.ts";
import { sendMagicLink } from "../mails/jobs.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { openSession, type Visitor } from "../sessions/opening.ts";
import { requireEmail } from "./email.ts";
import type { AuthenticationOptions } from "./options.ts";
import { invalidLink, proveEmail, useLink } from "./proofs.ts";

export function magicLinks({ database, lifetimes, analytics }: AuthenticationOptions) {
  return {
    /** Says nothing of whether there is an account. */
    async askForMagicLink(typed: string): Promise<void> {
      await enqueue(database, sendMagicLink, { email: requireEmail(typed) });
    },

    /** @throws {AppError} token_invalid */
    async useMagicLink(visitor: Visitor, token: string): Promise<GrantedSession> {
      return await database.transaction(async (tx) => {
        const { user } = await useLink(tx, "magic_link", token);
        await proveEmail(tx, user);
        const opening = { userId: user.id, method: "magic_link", visitor, analytics, ...lifetimes } as const;
        const session = await openSession(tx, opening);
        if (session === null) throw invalidLink();
        return session;
      });
    },
  };
}
