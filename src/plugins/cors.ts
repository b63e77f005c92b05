/**
 * A front end with an origin of its own (APP_URL names another host or port than the API's) may call with its cookie and
 * read the answers, errors too; no other site may (Fetch standard, "CORS protocol"). Works on requests and responses, as
 * security.ts does, for the same reason.
 */

const METHODS = "GET, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS = "authorization, content-type, idempotency-key, traceparent, tracestate";
const RESPONSE_HEADERS =
  "idempotent-replayed, location, ratelimit, ratelimit-policy, retry-after, x-request-id";

/** As long as any browser keeps it (Chromium). */
const PREFLIGHT_SECONDS = "7200";

/** Adds to an answer what lets the front end's page have it. */
export function frontEndAccess(appUrl: string): (request: Request, headers: Headers) => void {
  const { origin: app } = new URL(appUrl);
  return (request, headers) => {
    if (request.headers.get("origin") !== app) return;
    headers.set("access-control-allow-origin", app);
    headers.set("access-control-allow-credentials", "true");
    headers.append("vary", "origin");
    if (isPreflight(request)) {
      headers.set("access-control-allow-methods", METHODS);
      headers.set("access-control-allow-headers", REQUEST_HEADERS);
      headers.set("access-control-max-age", PREFLIGHT_SECONDS);
    } else {
      headers.set("access-control-expose-headers", RESPONSE_HEADERS);
    }
  };
}

const isPreflight = ({ method, headers }: Request): boolean =>
  method === "OPTIONS" && headers.has("access-control-request-method");
