/** The typed client for front ends: the API's routes as functions, and a session that renews itself. */
import { treaty } from "@elysiajs/eden";
import { withProblems } from "./problems.ts";
import { type Fetch, revalidating } from "./revalidation.ts";
import { createSession, type Session, type SessionEvents } from "./session.ts";
import { noTabs, openTabs } from "./tabs.ts";
import type { Api, ClientApp, Grant, Identity } from "./types.ts";

export interface ClientOptions extends SessionEvents {
  /**
   * How the session is carried. `cookie`, for browsers: the browser sends it, no script sees it. `bearer`, for everybody
   * else: ask for it with `transport: "bearer"` when signing in, and `adopt` the answer.
   */
  readonly transport?: "cookie" | "bearer";
  /** A bearer token kept from the last time. */
  readonly token?: string | null;
  /** In place of the global one. */
  readonly fetch?: Fetch;
}

export interface Client {
  /** The routes: `await client.api.organizations({ id }).members.get()` → `{ data, error }`. Never throws. */
  readonly api: Api;
  /** The same protocol for whatever is not JSON. Throws as fetch does. */
  readonly fetch: Fetch;
  /** As last heard of; null: nobody signed in, or never asked. */
  readonly identity: Identity | null;
  /** Hand over what signing in or PUT /session/organization answered. */
  adopt(grant: Grant): Identity;
  /** Asks who is signed in, as a page does at its start and when it is looked at again. */
  refresh(): Promise<Identity | null>;
  signOut(where?: { readonly everywhere: boolean }): Promise<void>;
  /** Stops listening to other tabs. */
  close(): void;
}

/** @param url where the API is: "https://api.example.com", or `location.origin` */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const base = url.replace(/\/$/, "");
  const isBearer = options.transport === "bearer";
  const tabs = isBearer ? noTabs : openTabs(`session of ${base}`, (identity) => session.hear(identity));
  const session: Session = createSession(options.token ?? null, options, tabs.tell);
  const plain: Fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const send = isBearer ? withToken(plain, session) : withCookie(plain);
  const renewing = revalidating({ send, session, url: `${base}/session/revalidation` });
  const api = apiThrough(base, withProblems(renewing));

  return {
    api,
    fetch: renewing,
    get identity() {
      return session.identity;
    },
    adopt: session.adopt,
    async refresh() {
      const { data } = await api.session.get();
      return data && session.adopt(data);
    },
    async signOut(where = { everywhere: false }) {
      const { error } = await api.auth.logout.post(where);
      if (error === null) session.end();
    },
    close: tabs.close,
  };
}

/** Eden would make dates of whatever looks like one, people's names included. */
const apiThrough = (base: string, fetcher: Fetch): Api =>
  treaty<ClientApp>(base, { fetcher: fetcher as typeof fetch, parseDate: false });

/** To an API on another origin too, as api.example.com is for a page of app.example.com. */
const withCookie =
  (send: Fetch): Fetch =>
  (input, init) =>
    send(input, { ...init, credentials: "include" });

const withToken =
  (send: Fetch, session: Session): Fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    if (session.token !== null) headers.set("authorization", `Bearer ${session.token}`);
    return send(input, { ...init, headers });
  };
