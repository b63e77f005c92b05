/**
 * From somebody whom a provider vouches for to an account here. An identity that is linked signs in; one that is not leads
 * to the account with its address only when the provider says that the person reads it now, and never otherwise: or else
 * everybody could claim your address at a careless provider and be you.
 */
import { type Db, onConstraint, type Tx } from "../../../database/index.ts";
import { AppError } from "../../../errors.ts";
import * as identities from "../../../repositories/identities.ts";
import * as users from "../../../repositories/users.ts";
import { record } from "../audit/record.ts";
import { proveEmail } from "../authentication/proofs.ts";
import { captureRegistration, type ProductAnalytics } from "../product-events.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import { type Lifetimes, openSession, type Visitor } from "../sessions/opening.ts";
import type { OAuthIdentity } from "./providers.ts";

export interface SignInOptions {
  readonly database: Db;
  readonly lifetimes: Lifetimes;
  readonly analytics: ProductAnalytics;
}

/** What a provider told, and which provider it was. */
export interface ProvenIdentity extends OAuthIdentity {
  readonly provider: string;
}

/** @throws {AppError} oauth_email_unverified, oauth_already_linked, account_suspended */
export async function signInWith(
  { database, lifetimes, analytics }: SignInOptions,
  visitor: Visitor,
  identity: ProvenIdentity,
): Promise<GrantedSession> {
  return await database.transaction(async (tx) => {
    const userId = await accountOf(tx, { visitor, analytics }, identity);
    const session = await openSession(tx, { userId, method: "oauth", visitor, analytics, ...lifetimes });
    if (session === null) throw new AppError("account_suspended");
    return session;
  });
}

interface Arrival {
  readonly visitor: Visitor;
  readonly analytics: ProductAnalytics;
}

async function accountOf(tx: Tx, { visitor, analytics }: Arrival, identity: ProvenIdentity): Promise<string> {
  const { provider, subject } = identity;
  const linked = await identities.fetchUserByIdentity(tx, { provider, subject });
  if (linked !== null) {
    // The account before the identity, as for newcomers: two at once wait for each other in turn.
    await users.fetchUserForUpdate(tx, { id: linked.id });
    await link(tx, linked.id, identity);
    return linked.id;
  }
  const userId = await accountOfAddress(tx, analytics, identity);
  await link(tx, userId, identity);
  await record(
    tx,
    { ...visitor, userId },
    {
      action: "identity.linked",
      subject: { type: "user", id: userId },
      details: { provider },
    },
  );
  return userId;
}

/** The account with the address that the provider vouches for, or a new one. */
async function accountOfAddress(
  tx: Tx,
  analytics: ProductAnalytics,
  { email, emailVerified, name }: OAuthIdentity,
): Promise<string> {
  if (email === null || !emailVerified) throw new AppError("oauth_email_unverified");
  // Of two at once, one makes it and the other finds it.
  const made = await users.insertUnverifiedUser(tx, { email, name, locale: "en" });
  const account = await users.fetchUserByEmail(tx, { email });
  const user = account === null ? null : await users.fetchUserForUpdate(tx, { id: account.id });
  if (user === null) throw new AppError("conflict");
  await proveEmail(tx, user);
  if (made > 0) captureRegistration(tx, analytics, { userId: user.id, method: "oauth" });
  return user.id;
}

/** Links, or notes the use of the link that there is. */
async function link(db: Db, userId: string, identity: ProvenIdentity): Promise<void> {
  const taken = () => new AppError("oauth_already_linked");
  const { provider, subject, email, profile } = identity;
  const row = await identities
    .insertIdentity(db, { userId, provider, subject, email, profile })
    .catch(onConstraint("identities_provider_key", taken));
  if (row === null) throw taken();
}
