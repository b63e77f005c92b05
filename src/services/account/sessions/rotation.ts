/**
 * The next token of a session, made from the one before: whoever renews with the same token at the same time, or again
 * because the answer was lost, gets the same one, and the database need not hold it for that. Without the old token the
 * nonce is worth nothing, and without the nonce the old token is.
 */
import { hmac } from "@oslojs/crypto/hmac";
import { SHA256 } from "@oslojs/crypto/sha2";
import { encodeBase64urlNoPadding } from "@oslojs/encoding";

const NONCE_BYTES = 32;

export const createNonce = (): Uint8Array => crypto.getRandomValues(new Uint8Array(NONCE_BYTES));

/** HMAC-SHA256 of the nonce under the old token: 43 characters of base64url, as every token. */
export const nextToken = (token: string, nonce: Uint8Array): string =>
  encodeBase64urlNoPadding(hmac(SHA256, new TextEncoder().encode(token), nonce));
