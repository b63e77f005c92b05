/** Password hashing in WebAssembly, for runtimes without argon2id of their own. It runs on the event loop. */
import { argon2id, argon2Verify } from "argon2-wasm-edge";
import type { PasswordHasher } from "./platform.ts";

const ARGON2ID = {
  memorySize: 19_456,
  iterations: 2,
  parallelism: 1,
  hashLength: 32,
  outputType: "encoded",
} as const;

const SALT_BYTES = 16;

export const wasmPasswordHasher: PasswordHasher = {
  hash: (password) =>
    argon2id({ ...ARGON2ID, password, salt: crypto.getRandomValues(new Uint8Array(SALT_BYTES)) }),
  verify: (password, phc) => argon2Verify({ password, hash: phc }),
};
