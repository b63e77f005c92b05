/**
 * Cookies that hold a secret, read and written in one way (RFC 6265bis; OWASP ASVS 3.3). Over https the name begins with
 * `__Host-`: then browsers take it only with Secure, with Path=/ and without Domain, so that no subdomain can plant one.
 */

export interface SecretCookie {
  /** As it is sent: "__Host-session", or "session" over plain http in development. */
  readonly name: string;
  /** From the request's `cookie` header; null when it is not there. */
  read(headers: Headers): string | null;
  /** A `set-cookie` header. The value must be made of characters of base64url. */
  set(value: string, maxAgeSeconds: number): string;
  /** A `set-cookie` header that makes the browser forget it. */
  clear(): string;
}

/** 400 days: browsers keep none longer. */
const MAX_AGE_SECONDS = 34_560_000;

export function secretCookie(plainName: string, secure: boolean): SecretCookie {
  const name = secure ? `__Host-${plainName}` : plainName;
  // Lax: a link from elsewhere arrives signed in, and a form or a script from elsewhere does not.
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    name,
    read: (headers) => find(headers.get("cookie") ?? "", name),
    set: (value, maxAgeSeconds) => {
      if (!/^[A-Za-z0-9_-]+$/.test(value))
        throw new Error(`The value of the cookie ${name} is not base64url`);
      return `${name}=${value}; Max-Age=${Math.min(maxAgeSeconds, MAX_AGE_SECONDS)}; ${attributes}`;
    },
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** Names are compared exactly, so that "__host-session" is another cookie. Of two with one name the first counts. */
function find(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}
