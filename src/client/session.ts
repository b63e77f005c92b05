/** What a client knows of its session: who is signed in, and the token where it is not a cookie. Tells when that changes. */
import type { Grant, Identity } from "./types.ts";

export interface SessionEvents {
  /** Somebody signed in, or whoever is may do other things now, or works in another organization. */
  readonly onIdentityChange?: (identity: Identity) => void;
  /** Nobody is signed in any more: signed out here or elsewhere, expired, suspended. */
  readonly onSignedOut?: () => void;
  /** For those who keep a bearer token somewhere: it is another one after each renewal. null: forget it. */
  readonly onToken?: (token: string | null) => void;
}

export interface Session {
  readonly identity: Identity | null;
  readonly token: string | null;
  /** Counts sessions: what was asked for in one must not be asked again in another. */
  readonly epoch: number;
  /** Takes what the API said of it. */
  adopt(grant: Grant): Identity;
  end(): void;
  /** What another tab learned; null: it signed out. */
  hear(identity: Identity | null): void;
}

/** @param tell hears what other tabs ought to know */
export function createSession(
  initialToken: string | null,
  events: SessionEvents,
  tell: (identity: Identity | null) => void,
): Session {
  let identity: Identity | null = null;
  let token = initialToken;
  let epoch = 0;

  function keep(next: string | null): void {
    if (next === token) return;
    token = next;
    events.onToken?.(next);
  }

  function take(next: Identity): void {
    const previous = identity;
    identity = next;
    if (previous !== null && previous.session.id !== next.session.id) epoch += 1;
    if (previous === null || essence(previous) !== essence(next)) events.onIdentityChange?.(next);
  }

  function drop(): void {
    const wasSignedIn = identity !== null || token !== null;
    identity = null;
    epoch += 1;
    keep(null);
    if (wasSignedIn) events.onSignedOut?.();
  }

  return {
    get identity() {
      return identity;
    },
    get token() {
      return token;
    },
    get epoch() {
      return epoch;
    },
    adopt({ token: granted, ...next }) {
      if (granted) keep(granted);
      take(next);
      tell(next);
      return next;
    },
    end() {
      drop();
      tell(null);
    },
    hear: (news) => (news === null ? drop() : take(news)),
  };
}

/** What makes a difference to anybody. A renewal alone, which moves the session's end, does not. */
const essence = ({ user, organization, permissions, session }: Identity): string =>
  JSON.stringify([user, organization, permissions, session.id]);
