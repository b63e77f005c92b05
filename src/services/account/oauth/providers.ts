/**
 * Where people can sign in from, a row each: where the provider is, what we ask it for, and how its answer becomes an
 * identity. A new provider is a new row, and its client id and secret in the configuration.
 */
import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { parseEmail } from "../authentication/email.ts";

export interface OAuthIdentity {
  /** The provider's own, stable id of the person. */
  readonly subject: string;
  /** null: the provider tells none. */
  readonly email: string | null;
  /** The provider vouches that the person reads this address now. Only then may it lead to an account that there is. */
  readonly emailVerified: boolean;
  /** 1 to 200 characters. */
  readonly name: string;
  /** For display. */
  readonly profile: Readonly<Record<string, string | null>>;
}

interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  /** What `identify` asks. */
  readonly api: string;
}

/** GETs a URL with the person's access token. */
type Ask = (url: string) => Promise<unknown>;

export interface ProviderDefinition {
  readonly label: string;
  readonly scopes: readonly string[];
  /** Added to the authorization URL. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly endpoints: Endpoints;
  /** The same paths on another server: an installation of one's own, or a test's. */
  readonly endpointsAt: (url: string) => Endpoints;
  readonly identify: (ask: Ask, api: string) => Promise<OAuthIdentity>;
}

export const providers = {
  github: {
    label: "GitHub",
    scopes: ["user:email"],
    parameters: {},
    endpoints: {
      authorization: "https://github.com/login/oauth/authorize",
      token: "https://github.com/login/oauth/access_token",
      api: "https://api.github.com",
    },
    endpointsAt: (url) => ({
      authorization: `${url}/login/oauth/authorize`,
      token: `${url}/login/oauth/access_token`,
      api: `${url}/api/v3`,
    }),
    identify: identifyAtGitHub,
  },
  google: {
    label: "Google",
    scopes: ["openid", "email", "profile"],
    parameters: { prompt: "select_account" },
    endpoints: {
      authorization: "https://accounts.google.com/o/oauth2/v2/auth",
      token: "https://oauth2.googleapis.com/token",
      api: "https://openidconnect.googleapis.com",
    },
    endpointsAt: (url) => ({ authorization: `${url}/o/oauth2/v2/auth`, token: `${url}/token`, api: url }),
    identify: identifyAtGoogle,
  },
} as const satisfies Record<string, ProviderDefinition>;

export type ProviderName = keyof typeof providers;

const Text = Type.Union([Type.String(), Type.Null()]);

const GitHubUser = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  login: Type.String({ minLength: 1 }),
  name: Type.Optional(Text),
  avatar_url: Type.Optional(Text),
});

const GitHubEmails = Type.Array(
  Type.Object({ email: Type.String(), primary: Type.Boolean(), verified: Type.Boolean() }),
);

async function identifyAtGitHub(ask: Ask, api: string): Promise<OAuthIdentity> {
  const user = checked(GitHubUser, await ask(`${api}/user`));
  const emails = checked(GitHubEmails, await ask(`${api}/user/emails?per_page=100`));
  const primary = emails.find((email) => email.primary);
  return {
    subject: String(user.id),
    ...addressOf(primary?.email, primary?.verified === true),
    name: nameOf(user.name, user.login),
    profile: { login: user.login, avatar_url: user.avatar_url ?? null },
  };
}

/** OpenID Connect Core 5.3.2; it came over TLS from the provider itself, so there is no signature to check. */
const GoogleUser = Type.Object({
  sub: Type.String({ minLength: 1, maxLength: 255 }),
  email: Type.Optional(Type.String()),
  email_verified: Type.Optional(Type.Boolean()),
  hd: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  picture: Type.Optional(Type.String()),
});

async function identifyAtGoogle(ask: Ask, api: string): Promise<OAuthIdentity> {
  const user = checked(GoogleUser, await ask(`${api}/v1/userinfo`));
  // Google vouches for addresses that it hosts. Others it has verified once, perhaps years ago, and they may have
  // changed hands (Google's own advice, in "Verify the Google ID token on your server side").
  const hosted = user.hd !== undefined || /@(gmail|googlemail)\.com$/i.test(user.email ?? "");
  return {
    subject: user.sub,
    ...addressOf(user.email, user.email_verified === true && hosted),
    name: nameOf(user.name, user.email?.split("@")[0]),
    profile: { picture: user.picture ?? null },
  };
}

/** An answer of another shape than the provider documents is a fault of the provider's. */
function checked<T extends TSchema>(schema: T, answer: unknown): Static<T> {
  if (Value.Check(schema, answer)) return answer;
  throw new TypeError(`unexpected answer at ${Value.Errors(schema, answer).First()?.path || "/"}`);
}

function addressOf(
  told: string | undefined,
  verified: boolean,
): Pick<OAuthIdentity, "email" | "emailVerified"> {
  const email = parseEmail(told ?? "");
  return { email, emailVerified: email !== null && verified };
}

function nameOf(...candidates: readonly (string | null | undefined)[]): string {
  const name = candidates.map((candidate) => candidate?.trim()).find(Boolean) ?? "?";
  return [...name].slice(0, 200).join("");
}
