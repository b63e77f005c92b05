/** Signing in at a provider, in two steps: the browser is sent there, and comes back with a code. */
import { AppError } from "../../../errors.ts";
import type { GrantedSession } from "../sessions/identity.ts";
import type { Visitor } from "../sessions/opening.ts";
import {
  beginOAuth,
  type OAuthCallback,
  type OAuthProvider,
  type OAuthProviders,
  readCallback,
} from "./oauth.ts";
import { type SignInOptions, signInWith } from "./sign-in.ts";

/** What the browser keeps while it is away. */
export interface Begun {
  readonly provider: string;
  readonly state: string;
  readonly codeVerifier: string;
}

export interface OAuthServiceOptions extends SignInOptions {
  readonly oauth: OAuthProviders;
  /** Where providers send browsers back to: the address of the callback's route. */
  readonly callbackUrl: (provider: string) => string;
}

export type OAuthService = ReturnType<typeof oauthService>;

export function oauthService(options: OAuthServiceOptions) {
  const { oauth, callbackUrl } = options;

  /** @throws {AppError} not_found */
  function providerOf(name: string): OAuthProvider {
    const provider = oauth.get(name);
    if (provider === undefined) throw new AppError("not_found");
    return provider;
  }

  return {
    /** The providers that are switched on, for buttons. */
    providers: () => [...oauth.values()].map(({ name, label }) => ({ name, label })),

    /** @throws {AppError} not_found when there is no such provider */
    async begin(name: string): Promise<{ readonly url: URL; readonly begun: Begun }> {
      const provider = providerOf(name);
      const begun = { provider: name, ...beginOAuth() };
      const url = await provider.authorizationUrl({ ...begun, redirectUri: callbackUrl(name) });
      return { url, begun };
    },

    /**
     * @param begun what this browser kept; null: nothing
     * @throws {AppError} oauth_state_mismatch, oauth_denied, oauth_refused, oauth_unavailable, oauth_email_unverified,
     *   oauth_already_linked, account_suspended, not_found
     */
    async finish(
      visitor: Visitor,
      name: string,
      callback: OAuthCallback,
      begun: Begun | null,
    ): Promise<GrantedSession> {
      const provider = providerOf(name);
      const own = begun?.provider === name ? begun : null;
      const code = readCallback(callback, own);
      const codeVerifier = own?.codeVerifier ?? "";
      const identity = await provider.identify({ code, codeVerifier, redirectUri: callbackUrl(name) });
      return await signInWith(options, visitor, { ...identity, provider: name });
    },
  };
}
