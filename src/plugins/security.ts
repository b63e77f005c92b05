/**
 * What every answer carries, and what no request gets past (OWASP REST Security and CSRF Prevention cheat sheets).
 * Works on requests and responses, not as hooks: Elysia's are passed over by errors and by what it answers itself.
 */
import { AppError } from "../errors.ts";

/** An API serves no pages: nothing may be loaded, framed or posted from an answer. /docs brings a policy of its own. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const ALWAYS: readonly (readonly [name: string, value: string])[] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
];

/** Unless the route says otherwise. */
const DEFAULTS: readonly (readonly [name: string, value: string])[] = [
  ["content-security-policy", API_POLICY],
  ["cache-control", "no-store"],
];

const TWO_YEARS = 63_072_000;

export interface SecurityOptions {
  /** In production the site is served by TLS only, and browsers may rely on it. */
  readonly https: boolean;
}

/** Adds the headers to a response, which must be ours to change. */
export function securityHeaders({ https }: SecurityOptions): (headers: Headers) => void {
  const always = https ? [...ALWAYS, ["strict-transport-security", `max-age=${TWO_YEARS}`] as const] : ALWAYS;
  return (headers) => {
    for (const [name, value] of always) headers.set(name, value);
    for (const [name, value] of DEFAULTS) if (!headers.has(name)) headers.set(name, value);
  };
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Other sites can make a browser send things here, with its cookies along, or a sign-in to an account of theirs. So an
 * unsafe request of a browser must come from our own pages: browsers say it in Sec-Fetch-Site, which pages cannot forge,
 * or, where they are old, in Origin. Programs send neither; they are let in without a cookie, which is a browser's.
 */
export function crossSiteGuard(appUrl: string): (request: Request) => void {
  const app = originOf(appUrl);
  /** @throws {AppError} cross_site_request */
  return (request) => {
    if (!SAFE_METHODS.has(request.method) && !isOurs(request, app)) throw new AppError("cross_site_request");
  };
}

function isOurs({ headers, url }: Request, app: string | null): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site === null && origin === null) return !headers.has("cookie");
  if (origin !== null && originOf(origin) === app) return true;
  if (site !== null) return site === "same-origin" || site === "none";
  return origin !== null && hostOf(origin) !== null && hostOf(origin) === hostOf(url);
}

const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

/** Scheme aside: behind a proxy that ends TLS ours is http. */
const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);
