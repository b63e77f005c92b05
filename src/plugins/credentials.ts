/**
 * How the secret of a session comes and goes: in a cookie for browsers, where no script can read it, and as
 * `Authorization: Bearer …` for everybody else.
 */
import { AppError } from "../errors.ts";
import type { Origin } from "../scope.ts";
import type { SecretCookie } from "./cookie.ts";
import { origin } from "./origin.ts";
import { sessionCookie } from "./session-cookie.ts";

type Transport = "cookie" | "bearer";

interface Credentials {
  readonly token: string;
  readonly transport: Transport;
}

/** A session, and the token that its owner is to have from now on. */
interface Grant<Identity> {
  readonly identity: Identity;
  readonly token: string;
  readonly expiresAt: Date;
}

/** What of Elysia's `set` is needed. */
interface Outgoing {
  readonly headers: { "set-cookie"?: string | string[] };
}

export interface SessionCredentials {
  readonly cookieName: string;
  /** null when the request brings none. Of two the header counts: it was set on purpose. */
  read(headers: Headers): Credentials | null;
  /** For handlers of routes that only signed-in callers reach. */
  require(headers: Headers): Credentials;
  /** The origin of a request, and the token that it brings along if any: for routes that begin a session. */
  visitor(headers: Headers): Origin & { readonly sessionToken: string | null };
  /** The answer's body, which holds the token unless it went into the cookie. */
  answer<I>(set: Outgoing, transport: Transport, grant: Grant<I>): I & { token: string | null };
  /** The token as a `set-cookie` header, for browsers that are sent on. */
  cookie(grant: Grant<unknown>): string;
  /** Makes the browser forget it; the others know by themselves. */
  withdraw(set: Outgoing): void;
  /** The answer to somebody whose session is over. */
  signedOut(): AppError;
}

/** @param secure whether people reach the app over https */
export function sessionCredentials(secure: boolean): SessionCredentials {
  const cookie = sessionCookie(secure);
  const read = (headers: Headers) => bearerOf(headers) ?? cookieOf(headers, cookie);
  const setCookie = ({ token, expiresAt }: Grant<unknown>) =>
    cookie.set(token, Math.ceil((expiresAt.getTime() - Date.now()) / 1000));
  return {
    cookieName: cookie.name,
    read,
    require: (headers) => {
      const credentials = read(headers);
      if (credentials === null) throw new AppError("not_signed_in");
      return credentials;
    },
    visitor: (headers) => ({ ...origin(), sessionToken: read(headers)?.token ?? null }),
    answer: (set, transport, grant) => {
      if (transport === "bearer") return { ...grant.identity, token: grant.token };
      set.headers["set-cookie"] = setCookie(grant);
      return { ...grant.identity, token: null };
    },
    cookie: setCookie,
    withdraw: (set) => {
      set.headers["set-cookie"] = cookie.clear();
    },
    signedOut: () => new AppError("not_signed_in", { headers: { "set-cookie": cookie.clear() } }),
  };
}

function bearerOf(headers: Headers): Credentials | null {
  const [, token] = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "") ?? [];
  return token === undefined ? null : { token, transport: "bearer" };
}

function cookieOf(headers: Headers, cookie: SecretCookie): Credentials | null {
  const token = cookie.read(headers);
  return token === null ? null : { token, transport: "cookie" };
}
