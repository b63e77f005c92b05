/**
 * A session holds a snapshot of who its owner is and what is allowed, so that a request costs one read. When the
 * database changes, a trigger flags exactly the sessions concerned, in the same transaction, and this turns their
 * requests away: 402, before any handler runs, so that whatever it was may be repeated once `POST /session/revalidation`
 * has renewed the snapshot. Nothing is ever served by rights that are gone.
 *
 * 402 is reserved (RFC 9110 15.5.3) and no library or proxy has a meaning of its own for it; the code says what it is.
 */
import { AppError } from "../errors.ts";

/** @throws {AppError} session_needs_revalidation */
export function refuseStale({ stale }: { readonly stale: boolean }): void {
  // Nobody in between may keep this answer: the same request is served in a moment.
  if (stale) throw new AppError("session_needs_revalidation", { headers: { "cache-control": "no-store" } });
}
