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
 * Browsers send cookies along with what other sites make them send, so an unsafe request with a cookie must prove that
 * it comes from here: by Sec-Fetch-Site, which pages cannot forge, or by its Origin where a browser has none.
 * Requests without cookies carry no authority that somebody else could borrow.
 * @throws {AppError} cross_site_request
 */
export function refuseCrossSite(request: Request): void {
  if (SAFE_METHODS.has(request.method) || !request.headers.has("cookie")) return;
  if (!isSameOrigin(request)) throw new AppError("cross_site_request");
}

function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = hostOf(headers.get("origin") ?? "");
  return origin !== null && origin === hostOf(url);
}

/** Scheme aside: behind a proxy that ends TLS ours is http. */
const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);
