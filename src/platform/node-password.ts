/** Password hashing on Node: argon2id of its own OpenSSL, in threads. Needs Node 24.7. */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { PasswordHasher } from "./platform.ts";

const derive = promisify(argon2);

const SALT_BYTES = 16;
const HASH_BYTES = 32;

export const nodePasswordHasher: PasswordHasher = {
  async hash(password) {
    const nonce = randomBytes(SALT_BYTES);
    const cost = { memory: 19_456, passes: 2, parallelism: 1 };
    const hash = await derive("argon2id", { message: password, nonce, tagLength: HASH_BYTES, ...cost });
    return `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(nonce)}$${unpadded(hash)}`;
  },
  async verify(password, phc) {
    const { expected, parameters } = parse(phc);
    const hash = await derive("argon2id", { message: password, ...parameters });
    return timingSafeEqual(hash, expected);
  },
};

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** @throws {Error} when it is none of ours, as the other runtimes do */
function parse(phc: string): { expected: Buffer; parameters: Omit<Argon2Parameters, "message"> } {
  const [, memory, passes, parallelism, salt = "", hash] = PHC.exec(phc) ?? [];
  if (hash === undefined) throw new Error("not a password hash of argon2id");
  const expected = Buffer.from(hash, "base64");
  return {
    expected,
    parameters: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      nonce: Buffer.from(salt, "base64"),
      tagLength: expected.length,
    },
  };
}

/** https://github.com/P-H-C/phc-string-format: base64 without `=`. */
const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");
