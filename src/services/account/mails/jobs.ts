/**
 * The mails of accounts, a job each. Who asks learns nothing from asking: it is one INSERT whether there is an account or
 * not, and everything else happens here.
 */
import { Type } from "@sinclair/typebox";
import * as registrations from "../../../repositories/registrations.ts";
import * as sessions from "../../../repositories/sessions.ts";
import * as users from "../../../repositories/users.ts";
import { createToken } from "../authentication/token.ts";
import { linkMinutes } from "./lifetimes.ts";
import { mailJob, send, sendLink } from "./send.ts";

const Address = Type.Object({ email: Type.String() });
const sameAddress = ({ email }: { readonly email: string }) => email;
/** When it happened, in RFC 3339. */
const At = Type.String();

/** The link of a registration, or the news that there is an account already. */
export const sendRegistration = mailJob("account.send-registration", {
  payload: Type.Object({ registrationId: Type.String() }),
  run: async ({ db, payload: { registrationId: id } }, { mailer, links }) => {
    const registration = await registrations.fetchRegistration(db, { id });
    if (registration === null) return;
    const { email, name, locale } = registration;
    await users.insertUnverifiedUser(db, { email, name, locale });
    const user = await users.fetchUserByEmail(db, { email });
    if (user === null) return;
    if (user.email_verified_at !== null) {
      const data = { name: user.name, url: links.signIn };
      return await send(mailer, { template: "already_registered", to: email, locale: user.locale, data });
    }
    const { token, tokenHash } = createToken();
    await registrations.modifyRegistrationToken(db, { id, tokenHash });
    const url = links.emailVerification(token);
    const data = { name, url, expiresInMinutes: linkMinutes.registration };
    await send(mailer, { template: "email_verification", to: email, locale, data });
  },
});

export const sendEmailVerification = mailJob("account.send-email-verification", {
  payload: Address,
  unique: sameAddress,
  run: async ({ db, payload }, { mailer, links }) => {
    const user = await users.fetchUserByEmail(db, payload);
    if (user?.status !== "active" || user.email_verified_at !== null) return;
    await sendLink({ db }, mailer, user, { purpose: "email_verification", url: links.emailVerification });
  },
});

export const sendMagicLink = mailJob("account.send-magic-link", {
  payload: Address,
  unique: sameAddress,
  run: async ({ db, payload }, { mailer, links }) => {
    const user = await users.fetchUserByEmail(db, payload);
    if (user?.status !== "active") return;
    await sendLink({ db }, mailer, user, { purpose: "magic_link", url: links.magicLink });
  },
});

export const sendPasswordReset = mailJob("account.send-password-reset", {
  payload: Address,
  unique: sameAddress,
  run: async ({ db, payload }, { mailer, links }) => {
    const user = await users.fetchUserByEmail(db, payload);
    if (user?.status !== "active") return;
    await sendLink({ db }, mailer, user, { purpose: "password_reset", url: links.passwordReset });
  },
});

/** To the new address. The owner of one that is taken is not bothered; who only wanted it and never proved it is no owner. */
export const sendEmailChange = mailJob("account.send-email-change", {
  payload: Type.Object({ userId: Type.String(), email: Type.String() }),
  run: async ({ db, payload: { userId, email } }, { mailer, links }) => {
    const owner = await users.fetchUserByEmail(db, { email });
    if (owner !== null && owner.email_verified_at !== null) return;
    const user = await users.fetchUserById(db, { id: userId });
    if (user?.status !== "active") return;
    const purpose = "email_change";
    await sendLink({ db }, mailer, { ...user, email }, { purpose, url: links.emailChange });
  },
});

/** To the old address, after the fact. */
export const sendEmailChanged = mailJob("account.send-email-changed", {
  payload: Type.Object({ userId: Type.String(), oldEmail: Type.String(), newEmail: Type.String(), at: At }),
  run: async ({ db, payload: { userId, oldEmail: to, newEmail, at } }, { mailer }) => {
    const user = await users.fetchUserById(db, { id: userId });
    if (user === null) return;
    const { name, locale } = user;
    await send(mailer, { template: "email_changed", to, locale, data: { name, newEmail, at } });
  },
});

export const sendPasswordChanged = mailJob("account.send-password-changed", {
  payload: Type.Object({ userId: Type.String(), at: At }),
  run: async ({ db, payload: { userId, at } }, { mailer, links }) => {
    const user = await users.fetchUserById(db, { id: userId });
    if (user === null) return;
    const { name, email: to, locale } = user;
    await send(mailer, {
      template: "password_changed",
      to,
      locale,
      data: { name, url: links.forgottenPassword, at },
    });
  },
});

/** When somebody signs in with a browser that is new to the account: if it was not the owner, the owner can act. */
export const sendNewSignIn = mailJob("account.send-new-sign-in", {
  payload: Type.Object({ sessionId: Type.String() }),
  run: async ({ db, payload: { sessionId: id } }, { mailer, links }) => {
    const session = await sessions.fetchUnfamiliarSession(db, { id });
    if (session === null) return;
    const { name, email: to, locale, ip, user_agent: browser, created_at: at } = session;
    const device = (browser ?? "").slice(0, DEVICE_MAX_LENGTH);
    const data = { name, url: links.sessions, at: at.toISOString(), ip: ip ?? "?", device };
    await send(mailer, { template: "new_sign_in", to, locale, data });
  },
});

const DEVICE_MAX_LENGTH = 200;

export const mailJobs = [
  sendRegistration,
  sendEmailVerification,
  sendMagicLink,
  sendPasswordReset,
  sendEmailChange,
  sendEmailChanged,
  sendPasswordChanged,
  sendNewSignIn,
];
