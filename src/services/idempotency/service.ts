/** Remembers what requests were answered, for those that come again with the same key. */
import { constantTimeEqual } from "@oslojs/crypto/subtle";
import type { Db } from "../../database/db.ts";
import * as idempotency from "../../repositories/idempotency.ts";

export interface KeyedRequest {
  readonly userId: string;
  readonly key: string;
  /** SHA-256 of all that makes the request what it is. */
  readonly requestHash: Uint8Array;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a key leads to: go on; the answer of the first time; wait; or it is another request's. */
export type Claim = KeptAnswer | "claimed" | "in progress" | "of another request";

/** Longer than any request is allowed to take. */
const ABANDONED_SECONDS = 60;

export const idempotencyService = ({ database }: { readonly database: Db }) => ({
  /** Of any number of requests at once one is told to go on. */
  async claim({ userId, key, requestHash }: KeyedRequest): Promise<Claim> {
    const params = { userId, key, requestHash, abandonedSeconds: ABANDONED_SECONDS };
    if ((await idempotency.insertIdempotencyKey(database, params)) !== null) return "claimed";
    const kept = await idempotency.fetchIdempotencyKey(database, { userId, key });
    // Let go of in this very moment: whoever had it was refused. The client asks again.
    if (kept === null) return "in progress";
    if (!constantTimeEqual(kept.request_hash, requestHash)) return "of another request";
    const { status, body } = kept;
    return status === null || body === null ? "in progress" : { status, body };
  },

  /** Keeps the answer for a day. */
  async keep({ userId, key }: KeyedRequest, answer: KeptAnswer): Promise<void> {
    await idempotency.modifyIdempotencyKey(database, { userId, key, ...answer });
  },

  /** Nothing was done: the key is free. */
  async release({ userId, key }: KeyedRequest): Promise<void> {
    await idempotency.destroyIdempotencyKey(database, { userId, key });
  },
});
