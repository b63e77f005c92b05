/**
 * Encryption with age (https://age-encryption.org/v1): whoever makes backups holds the public key alone and cannot read
 * them; `age --decrypt` can, without this program.
 */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { BackupError } from "./errors.ts";
import type { Bytes } from "./streams.ts";

export interface KeyPair {
  /** The public key, "age1…". */
  readonly recipient: string;
  /** The private key, "AGE-SECRET-KEY-1…". */
  readonly identity: string;
}

export async function generateKeyPair(): Promise<KeyPair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @throws {BackupError} when `recipient` is no public key */
export async function encrypt(bytes: Bytes, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw mistyped("BACKUP_RECIPIENT", "public", cause);
  }
  return await encrypter.encrypt(bytes);
}

/** @throws {BackupError} when `identity` is not the private key; the stream fails when something was changed or is missing */
export async function decrypt(bytes: Bytes, identity: string): Promise<Bytes> {
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch (cause) {
    throw mistyped("BACKUP_IDENTITY", "private", cause);
  }
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    throw new BackupError("the backup cannot be decrypted", {
      hint: "Is BACKUP_IDENTITY the private key of the BACKUP_RECIPIENT that it was made for?",
      cause,
    });
  }
}

const mistyped = (variable: string, kind: string, cause: unknown) =>
  new BackupError(`${variable} is no age ${kind} key: a character is wrong or missing`, {
    hint: "`scaffold backup keygen` makes a pair of keys.",
    cause,
  });
