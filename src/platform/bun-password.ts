/** Password hashing on Bun: argon2id in native code, off the event loop. */
import type { PasswordHasher } from "./platform.ts";

// OWASP's Password Storage Cheat Sheet: 19 MiB, 2 iterations. Bun always takes one lane.
const ARGON2ID = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

export const bunPasswordHasher: PasswordHasher = {
  hash: (password) => Bun.password.hash(password, ARGON2ID),
  verify: (password, phc) => Bun.password.verify(password, phc),
};
