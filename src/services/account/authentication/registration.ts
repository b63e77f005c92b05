/** Registering: an attempt is noted, and everything else happens by mail, so that the answer says nothing of who is here. */
import { enqueue } from "../../../jobs/index.ts";
import * as registrations from "../../../repositories/registrations.ts";
import type { Origin } from "../../../scope.ts";
import { record } from "../audit/record.ts";
import { sendEmailVerification, sendRegistration } from "../mails/jobs.ts";
import { linkMinutes } from "../mails/lifetimes.ts";
import { captureRegistration } from "../product-events.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { openSession, type Visitor } from "../sessions/opening.ts";
import { requireEmail } from "./email.ts";
import type { AuthenticationOptions } from "./options.ts";
import { checkNewPassword } from "./password-policy.ts";
import { invalidLink, proveEmail, useLink, useRegistration } from "./proofs.ts";

export interface Registering {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly locale?: string | undefined;
}

export function registration({ database, passwords, lifetimes, analytics }: AuthenticationOptions) {
  return {
    /**
     * The same work whether the address has an account or not.
     * @throws {AppError} invalid_input, password_too_short, password_too_long, password_too_common, unavailable
     */
    async register(
      origin: Origin,
      { email: typed, name, password, locale = "en" }: Registering,
    ): Promise<void> {
      const email = requireEmail(typed);
      checkNewPassword(password, [email, name]);
      const passwordHash = await passwords.hash(password);
      const lifetimeSeconds = linkMinutes.registration * 60;
      await database.transaction(async (tx) => {
        const given = { email, name, locale, passwordHash, lifetimeSeconds };
        const { id } = await registrations.insertRegistration(tx, given);
        await record(tx, origin, { action: "registration.begun", details: { email } });
        await enqueue(tx, sendRegistration, { registrationId: id });
      });
    },

    /** Another link to prove an address with. It carries no password: only the registration's own link does. */
    async askForVerification(typed: string): Promise<void> {
      await enqueue(database, sendEmailVerification, { email: requireEmail(typed) });
    },

    /** @throws {AppError} token_invalid */
    async verifyEmail(visitor: Visitor, token: string): Promise<GrantedSession> {
      return await database.transaction(async (tx) => {
        const registered = await useRegistration(tx, token);
        const user = registered ?? (await useLink(tx, "email_verification", token)).user;
        if (registered !== null) captureRegistration(tx, analytics, { userId: user.id, method: "password" });
        await proveEmail(tx, user);
        const action = "user.email_verified";
        await record(tx, { ...visitor, userId: user.id }, { action, subject: { type: "user", id: user.id } });
        const opening = { userId: user.id, method: "magic_link", visitor, analytics, ...lifetimes } as const;
        const session = await openSession(tx, opening);
        if (session === null) throw invalidLink();
        return session;
      });
    },
  };
}
