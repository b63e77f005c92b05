/** Passwords as hashes: made and compared a few at a time, and in the same time whether there is an account or not. */
import { createGate } from "./gate.ts";
import { canonicalPassword, requireCanonical } from "./password-policy.ts";

/** What this needs of the platform. One PHC string on every runtime, so that they can share a database. */
interface PasswordHasher {
  /** argon2id with OWASP's parameters; begins with PASSWORD_HASH_PREFIX. */
  hash(password: string): Promise<string>;
  verify(password: string, phc: string): Promise<boolean>;
}

export interface Passwords {
  /**
   * Applies no policy: see checkNewPassword.
   * @throws {AppError} "invalid_input"; "unavailable" when too many are hashed already
   */
  hash(password: string): Promise<string>;
  /**
   * @param phc null when there is no such account, or none with a password: takes as long, and is false
   * @throws {AppError} "unavailable" when too many are hashed already
   */
  verify(password: string, phc: string | null): Promise<boolean>;
}

export interface PasswordsOptions {
  readonly hasher: PasswordHasher;
  /** How many are hashed at once. */
  readonly concurrency: number;
  /** How many may wait for that. */
  readonly queueMax: number;
}

/** OWASP's Password Storage Cheat Sheet: 19 MiB, 2 iterations, 1 lane. */
export const PASSWORD_HASH_PREFIX = "$argon2id$v=19$m=19456,t=2,p=1$";

/** Of a random password that nobody knows. */
const NOBODYS_HASH = `${PASSWORD_HASH_PREFIX}Lj2GFohCEjIfi3RoB9qoQGbb7A8Wn2inz7IJz9dI1Gw$mT2xTzlUQ/baoUbR0NvOA63ooE+Jf34D/yWMvl9Fl80`;

export function createPasswords({ hasher, concurrency, queueMax }: PasswordsOptions): Passwords {
  const gate = createGate({ concurrency, queueMax });
  return {
    hash: async (typed) => {
      const password = requireCanonical(typed);
      return await gate.run(() => hasher.hash(password));
    },
    verify: async (typed, phc) => {
      const password = canonicalPassword(typed);
      // Says nothing of the account: it goes by what was typed alone.
      if (password === null) return false;
      const matches = await gate.run(() => hasher.verify(password, phc ?? NOBODYS_HASH));
      return matches && phc !== null;
    },
  };
}

/** The hash was made with other parameters than today's: hash again while the password is at hand. */
export const needsRehash = (phc: string): boolean => !phc.startsWith(PASSWORD_HASH_PREFIX);
