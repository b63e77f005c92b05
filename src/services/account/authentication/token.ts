/**
 * The secrets of sessions and of mailed links. Whoever has one is believed, so the database holds only their hashes: a
 * dump is worth nothing. 256 random bits need no slow hash, and being found by their hash no comparison in constant time.
 */
import { createHash } from "node:crypto";
import { encodeBase64urlNoPadding } from "@oslojs/encoding";
import { TOKEN_PATTERN } from "./limits.ts";

export interface Token {
  /** For its owner, once: 43 characters of base64url. */
  readonly token: string;
  /** For the database: 32 bytes. */
  readonly tokenHash: Uint8Array;
}

const BYTES = 32;
const FORM = new RegExp(TOKEN_PATTERN);

export function createToken(): Token {
  const token = encodeBase64urlNoPadding(crypto.getRandomValues(new Uint8Array(BYTES)));
  return { token, tokenHash: hashToken(token) };
}

/** SHA-256 of the token as it is written. The runtime's own: in JavaScript it took a tenth of every signed-in request. */
export const hashToken = (token: string): Uint8Array => createHash("sha256").update(token).digest();

/** What cannot be one needs no look into the database. */
export const isToken = (text: string): boolean => FORM.test(text);
