/** People who use the API of a runtime, from the first mail on or with a session at once. */

import { bunPasswordHasher } from "../../platform/bun-password.ts";
import { createMember, createOrganization, createSession, createUser } from "../factories.ts";
import type { Api } from "./api.ts";
import type { Stage } from "./stage.ts";

/** Not of ASCII: hashing libraries have taken its length in characters for its length in bytes. */
export const PASSWORD = "\u65e5\u672c\u8a9e \u30d1\u30b9\u30ef\u30fc\u30c9 \u00e4\u00f6\u00fc";

let count = 0;

export const newAddress = (): string => `person${++count}@example.com`;

export interface Person {
  readonly email: string;
  readonly token: string;
}

/** Registers, and confirms the address by the link in the mail. */
export async function register(api: Api, { mails }: Stage, email = newAddress()): Promise<Person> {
  await api.ask("POST", "/auth/register", { body: { email, name: "Ada", password: PASSWORD } });
  const body = { token: await mails.token(email), transport: "bearer" };
  const confirmed = await api.ask("POST", "/auth/email-verifications/consume", { body });
  return { email, token: confirmed.body.token };
}

let hash: Promise<string> | undefined;

/** Somebody with PASSWORD, who signs in by it: where the way there is not the subject. */
export async function personWithPassword({ database: { db } }: Stage): Promise<string> {
  hash ??= bunPasswordHasher.hash(PASSWORD);
  const { email } = await createUser(db, { passwordHash: await hash });
  return email;
}

export const logIn = (api: Api, email: string, given: Readonly<Record<string, unknown>> = {}) =>
  api.ask("POST", "/auth/login", { body: { email, password: PASSWORD, transport: "bearer", ...given } });

/** Gives the session's token. */
export async function signInByLink(api: Api, { mails }: Stage, email: string): Promise<string> {
  await api.ask("POST", "/auth/magic-links", { body: { email } });
  const body = { token: await mails.token(email), transport: "bearer" };
  return (await api.ask("POST", "/auth/magic-links/consume", { body })).body.token;
}

export interface SignedIn {
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
  readonly token: string;
}

/** An account without a password, signed in. */
export async function signedIn({ database: { db } }: Stage): Promise<SignedIn> {
  const { id, email } = await createUser(db);
  const { session, token } = await createSession(db, { userId: id });
  return { id, email, sessionId: session.id, token };
}

export interface Team {
  readonly organizationId: string;
  readonly owner: string;
  readonly member: string;
  readonly memberId: string;
}

/** An organization with an owner and a member, whose sessions' tokens these are. */
export async function team({ database: { db } }: Stage): Promise<Team> {
  const { organization, owner } = await createOrganization(db);
  const organizationId = organization.id;
  const { user } = await createMember(db, { organizationId });
  return {
    organizationId,
    owner: (await createSession(db, { userId: owner.id, organizationId })).token,
    member: (await createSession(db, { userId: user.id, organizationId })).token,
    memberId: user.id,
  };
}
