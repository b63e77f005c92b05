/**
 * An answer without content has no body. Elysia gives it an empty one, which Bun lets pass and where `Response` keeps to
 * its standard throws (elysiajs/elysia#1277).
 */
import { Elysia } from "elysia";

/** Register it before the routes. */
export const noContent = () =>
  new Elysia({ name: "no-content" }).mapResponse({ as: "global" }, ({ response, set }) =>
    response === undefined && set.status === 204 ? new Response(null, { status: 204 }) : undefined,
  );
