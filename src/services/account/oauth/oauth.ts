/**
 * Signing in with an account elsewhere: OAuth 2 authorization code with PKCE (RFC 6749, 7636, 9700). The one file that
 * knows arctic, which its author has ended (July 2026): what it does here is a URL.
 */
import { constantTimeEqual } from "@oslojs/crypto/subtle";
import { AppError } from "../../../errors.ts";
import { createToken } from "../authentication/token.ts";
import { type OAuthIdentity, type ProviderDefinition, type ProviderName, providers } from "./providers.ts";

export interface OAuthProvider {
  readonly name: ProviderName;
  /** For a button: "GitHub". */
  readonly label: string;
  /** Where to send the browser. */
  authorizationUrl(input: AuthorizationInput): Promise<URL>;
  /**
   * Who came back with this code.
   * @throws {AppError} oauth_refused (the code is wrong, used or too old), oauth_unavailable
   */
  identify(input: CodeInput): Promise<OAuthIdentity>;
}

interface AuthorizationInput {
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

interface CodeInput {
  readonly code: string;
  readonly codeVerifier: string;
  /** The same as for the authorization. */
  readonly redirectUri: string;
}

interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Another server than the provider's own, without a slash at the end. */
  readonly url?: string | undefined;
}

export interface OAuthOptions {
  /** The providers that are switched on. */
  readonly clients: Readonly<Partial<Record<ProviderName, OAuthClient>>>;
  /** Milliseconds for each question to a provider. */
  readonly timeoutMs: number;
  /** Asks; one that traces, say. */
  readonly fetch?: Fetch;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** By name, in the order in which buttons are shown. */
export type OAuthProviders = ReadonlyMap<string, OAuthProvider>;

export function createOAuth({ clients, timeoutMs, fetch: ask = fetch }: OAuthOptions): OAuthProviders {
  const names = Object.keys(providers) as ProviderName[];
  return new Map(
    names.flatMap((name) => {
      const client = clients[name];
      return client === undefined
        ? []
        : [[name, providerOf(name, { client, timeoutMs, fetch: ask })] as const];
    }),
  );
}

/** 256 random bits each; both stay in the browser that begins. */
export const beginOAuth = () => ({ state: createToken().token, codeVerifier: createToken().token });

export interface OAuthCallback {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
}

/**
 * The code that a provider sent the browser back with.
 * @param begun what the browser kept; null: nothing, or of another provider
 * @throws {AppError} oauth_state_mismatch, oauth_denied, oauth_refused
 */
export function readCallback(callback: OAuthCallback, begun: { readonly state: string } | null): string {
  // First of all: until this holds, everything in the URL may be somebody else's.
  if (begun === null || !sameText(begun.state, callback.state ?? ""))
    throw new AppError("oauth_state_mismatch");
  if (callback.error === "access_denied") throw new AppError("oauth_denied");
  if (callback.code) return callback.code;
  throw new AppError("oauth_refused", {
    cause: new Error(`callback with error ${JSON.stringify(callback.error)}`),
  });
}

const sameText = (a: string, b: string) =>
  constantTimeEqual(new TextEncoder().encode(a), new TextEncoder().encode(b));

/** How to ask it, and as whom. */
interface Access {
  readonly client: OAuthClient;
  readonly timeoutMs: number;
  readonly fetch: Fetch;
}

/** What talking to a provider needs. */
interface Connection extends Access {
  readonly provider: ProviderDefinition;
  readonly endpoints: ProviderDefinition["endpoints"];
}

function providerOf(name: ProviderName, access: Access): OAuthProvider {
  const { client } = access;
  const provider: ProviderDefinition = providers[name];
  const endpoints = client.url === undefined ? provider.endpoints : provider.endpointsAt(client.url);
  const connection = { ...access, provider, endpoints };
  return {
    name,
    label: provider.label,
    authorizationUrl: (input) => authorizationUrl(connection, input),
    identify: async (input) => {
      const token = await exchange(connection, input);
      const ask = (url: string) => askWith(token, url, access);
      return await provider.identify(ask, endpoints.api).catch((error) => {
        throw unavailable(error);
      });
    },
  };
}

/** Loaded when somebody comes: most processes never need its 60 providers. */
const arctic = () => import("arctic");

async function authorizationUrl(connection: Connection, input: AuthorizationInput): Promise<URL> {
  const { endpoints, client, provider } = connection;
  const { CodeChallengeMethod, OAuth2Client } = await arctic();
  const url = new OAuth2Client(
    client.clientId,
    client.clientSecret,
    input.redirectUri,
  ).createAuthorizationURLWithPKCE(
    endpoints.authorization,
    input.state,
    CodeChallengeMethod.S256,
    input.codeVerifier,
    [...provider.scopes],
  );
  for (const [key, value] of Object.entries(provider.parameters)) url.searchParams.set(key, value);
  return url;
}

/** The code for an access token (RFC 6749, 4.1.3). arctic's own request can neither be traced nor cut. */
async function exchange(connection: Connection, input: CodeInput): Promise<string> {
  const answer = await askForToken(connection, input).catch((error) => {
    throw unavailable(error);
  });
  const { error, access_token: token } = answer;
  // GitHub says 200 to everything, mistakes included.
  if (typeof error === "string") throw refused(connection.provider.label, error);
  if (typeof token !== "string") throw unavailable(new TypeError("an answer without an access token"));
  return token;
}

/** Both kinds of answer are JSON: a token with 200, what is wrong with 400 and 401 (RFC 6749, 5.1 and 5.2). */
const ANSWERS: ReadonlySet<number> = new Set([200, 400, 401]);

async function askForToken(
  { endpoints, client, timeoutMs, fetch: ask }: Connection,
  { code, codeVerifier, redirectUri }: CodeInput,
): Promise<{ readonly error?: unknown; readonly access_token?: unknown }> {
  const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  const response = await ask(endpoints.token, {
    method: "POST",
    headers: {
      accept: "application/json",
      authorization: basicCredentials(client),
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "scaffold",
    },
    body: new URLSearchParams({ ...grant, code_verifier: codeVerifier }).toString(),
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!ANSWERS.has(response.status)) {
    await response.body?.cancel();
    throw new Error(`${new URL(endpoints.token).pathname} answered ${response.status}`);
  }
  return Object(await response.json());
}

/** RFC 6749, 2.3.1: each is encoded as in a form first. */
const basicCredentials = ({ clientId, clientSecret }: OAuthClient): string =>
  `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)}`;

async function askWith(token: string, url: string, access: Access): Promise<unknown> {
  const response = await access.fetch(url, {
    headers: { accept: "application/json", authorization: `Bearer ${token}`, "user-agent": "scaffold" },
    // The token is for this server alone. Not "error", which workerd does not know: a redirection is no `ok` either.
    redirect: "manual",
    signal: AbortSignal.timeout(access.timeoutMs),
  });
  if (response.ok) return await response.json();
  await response.body?.cancel();
  throw new Error(`${new URL(url).pathname} answered ${response.status}`);
}

const unavailable = (cause: unknown) => new AppError("oauth_unavailable", { cause });

/** The code was wrong, used or too old; the second is GitHub's word for it. */
const CODE_REFUSED: ReadonlySet<string> = new Set(["invalid_grant", "bad_verification_code"]);

/** Other refusals are of our client id, secret or redirect URI: nobody who signs in can do anything about those. */
function refused(label: string, code: string): Error {
  return CODE_REFUSED.has(code)
    ? new AppError("oauth_refused", { cause: new Error(`${label}: ${code}`) })
    : new Error(`${label} refuses this app: ${code}`);
}
