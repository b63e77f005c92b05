/**
 * What the browser keeps while its owner is away at a provider: the callback counts only in the browser that began, so
 * nobody can be signed in to somebody else's account by a link (RFC 9700 4.7). Neither signed nor encrypted: whoever could
 * change it could only make their own sign-in fail.
 */
import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from "@oslojs/encoding";
import { secretCookie } from "./cookie.ts";
import { returnPath } from "./return-path.ts";

export interface OAuthAttempt {
  readonly provider: string;
  readonly state: string;
  /** PKCE (RFC 7636): proves to the provider that who began is who comes back. */
  readonly codeVerifier: string;
  /** Where in the app to go afterwards: a path. */
  readonly returnTo: string;
}

export interface OAuthCookie {
  /** null when there is none, or none that can be read. */
  read(headers: Headers): OAuthAttempt | null;
  /** A `set-cookie` header. */
  set(attempt: OAuthAttempt): string;
  /** A `set-cookie` header. An attempt is used once, whatever comes of it. */
  clear(): string;
}

/** Time enough to find a second factor. */
const LIFETIME_SECONDS = 600;

/** @param secure whether people reach the app over https */
export function oauthCookie(secure: boolean): OAuthCookie {
  const cookie = secretCookie("oauth", secure);
  return {
    read: (headers) => decode(cookie.read(headers)),
    set: (attempt) => cookie.set(encode(attempt), LIFETIME_SECONDS),
    clear: () => cookie.clear(),
  };
}

const encode = (attempt: OAuthAttempt): string =>
  encodeBase64urlNoPadding(new TextEncoder().encode(JSON.stringify(attempt)));

function decode(value: string | null): OAuthAttempt | null {
  if (value === null) return null;
  try {
    return attemptOf(JSON.parse(new TextDecoder().decode(decodeBase64urlIgnorePadding(value))));
  } catch {
    // Cut short or scribbled over: as good as none.
    return null;
  }
}

function attemptOf(value: Partial<Record<keyof OAuthAttempt, unknown>> | null): OAuthAttempt | null {
  const { provider, state, codeVerifier, returnTo } = value ?? {};
  if (typeof provider !== "string" || typeof state !== "string" || typeof codeVerifier !== "string")
    return null;
  return {
    provider,
    state,
    codeVerifier,
    returnTo: returnPath(typeof returnTo === "string" ? returnTo : undefined),
  };
}
