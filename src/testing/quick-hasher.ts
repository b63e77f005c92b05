/**
 * Passwords for tests: hashes that look like the real ones, so that none is thought to be outdated, and take no time.
 * That real ones are made as they should be is tested where they are made.
 */
import { timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "../platform/platform.ts";
import { PASSWORD_HASH_PREFIX } from "../services/account/authentication/password.ts";

export const quickHasher: PasswordHasher = {
  hash: async (password) => quickHash(password, crypto.randomUUID()),
  verify: async (password, phc) => {
    const [salt = ""] = phc.slice(PASSWORD_HASH_PREFIX.length).split("$");
    const expected = Buffer.from(quickHash(password, salt));
    return expected.length === phc.length && timingSafeEqual(expected, Buffer.from(phc));
  },
};

const quickHash = (password: string, salt: string): string =>
  `${PASSWORD_HASH_PREFIX}${salt}$${new Bun.CryptoHasher("sha256").update(salt + password).digest("hex")}`;
