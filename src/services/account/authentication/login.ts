/** Signing in with a password, and out again. */
import type { Tx } from "../../../database/db.ts";
import { AppError } from "../../../errors.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as users from "../../../repositories/users.ts";
import type { Scope } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { openSession, type Visitor } from "../sessions/opening.ts";
import { requireEmail } from "./email.ts";
import type { AuthenticationOptions } from "./options.ts";
import { needsRehash } from "./password.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The account as it was when the password was compared. */
interface Compared {
  readonly id: string;
  readonly passwordHash: string;
  /** The same password under today's parameters; null when it is so already. */
  readonly newHash: string | null;
}

export function login({ database, passwords, lifetimes, analytics }: AuthenticationOptions) {
  /** null: the password is wrong, or there is no such account; it takes as long. */
  async function compare({ email: typed, password }: Credentials): Promise<Compared | null> {
    const email = requireEmail(typed);
    const account = await users.fetchUserCredentialsByEmail(database, { email });
    const passwordHash = account?.password_hash ?? null;
    const matches = await passwords.verify(password, passwordHash);
    if (!matches || account === null || passwordHash === null) return null;
    const newHash = needsRehash(passwordHash) ? await passwords.hash(password) : null;
    return { id: account.id, passwordHash, newHash };
  }

  /** null: the account may not sign in, or its password was changed while this one was compared. */
  async function enter(tx: Tx, visitor: Visitor, compared: Compared): Promise<GrantedSession | null> {
    const { id, passwordHash: oldHash, newHash } = compared;
    const user = await users.fetchUserForUpdate(tx, { id });
    if (user?.password_hash !== oldHash || user.email_verified_at === null) return null;
    if (newHash !== null) await users.modifyUserPasswordHash(tx, { id, oldHash, newHash });
    return await openSession(tx, { userId: id, method: "password", visitor, analytics, ...lifetimes });
  }

  return {
    /** @throws {AppError} wrong_credentials, invalid_input, unavailable */
    async login(visitor: Visitor, credentials: Credentials): Promise<GrantedSession> {
      const compared = await compare(credentials);
      const session =
        compared === null ? null : await database.transaction((tx) => enter(tx, visitor, compared));
      if (session !== null) return session;
      const details = { method: "password", email: requireEmail(credentials.email) };
      await record(database, visitor, { action: "session.refused", details });
      throw new AppError("wrong_credentials", { headers: { "www-authenticate": "Bearer" } });
    },

    /** Ends this session, or all that the person has. */
    async logout(scope: Scope, { everywhere = false }: { readonly everywhere?: boolean }): Promise<void> {
      const { userId, sessionId } = scope;
      await database.transaction(async (tx) => {
        if (everywhere) await sessions.destroySessionsByUser(tx, { userId });
        else if (sessionId !== null) await sessions.destroySession(tx, { id: sessionId, userId });
        const subject = { type: "user", id: userId };
        await record(tx, scope, { action: "session.closed", subject, details: { everywhere } });
      });
    },
  };
}
