/**
 * How the secret of a session comes and goes: in a cookie for browsers, where no script can read it, and as
 * `Authorization: Bearer …` for everybody else.
 */
import { AppError } from "../errors.ts";
import type { SecretCookie } from "./cookie.ts";
import { sessionCookie } from "./session-cookie.ts";

export type Transport = "cookie" | "bearer";

export interface Credentials {
  readonly token: string;
  readonly transport: Transport;
}

/** A token that somebody is to have from now on. */
export interface Grant {
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
  /** Gives the token for the answer's body; null when it went into the cookie instead. */
  grant(set: Outgoing, transport: Transport, grant: Grant): string | null;
  /** Makes the browser forget it; the others know by themselves. */
  withdraw(set: Outgoing): void;
  /** The answer to somebody whose session is over. */
  signedOut(): AppError;
}

/** @param secure whether people reach the app over https */
export function sessionCredentials(secure: boolean): SessionCredentials {
  const cookie = sessionCookie(secure);
  const read = (headers: Headers) => bearerOf(headers) ?? cookieOf(headers, cookie);
  return {
    cookieName: cookie.name,
    read,
    require: (headers) => {
      const credentials = read(headers);
      if (credentials === null) throw new AppError("not_signed_in");
      return credentials;
    },
    grant: (set, transport, { token, expiresAt }) => {
      if (transport === "bearer") return token;
      set.headers["set-cookie"] = cookie.set(token, Math.ceil((expiresAt.getTime() - Date.now()) / 1000));
      return null;
    },
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
