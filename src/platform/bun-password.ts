/** Password hashing on Bun: argon2id in native code, off the event loop. */

// OWASP's Password Storage Cheat Sheet: 19 MiB, 2 iterations. Bun always takes one lane.
const ARGON2ID = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

export const bunPasswordHasher = {
  /** A PHC string: "$argon2id$v=19$m=19456,t=2,p=1$…". */
  hash: (password: string): Promise<string> => Bun.password.hash(password, ARGON2ID),
  verify: (password: string, phc: string): Promise<boolean> => Bun.password.verify(password, phc),
};
