/**
 * Encryption with age (https://age-encryption.org/v1): whoever makes backups holds the public key alone and cannot read
 * them; `age --decrypt` can, without this program.
 */
import { Decrypter, Encrypter } from "age-encryption";
import { BackupError } from "./errors.ts";
import type { Bytes } from "./streams.ts";

/** `recipient` is a public key, "age1…". */
export async function encrypt(bytes: Bytes, recipient: string): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return await encrypter.encrypt(bytes);
}

/**
 * `identity` is the private key, "AGE-SECRET-KEY-1…".
 * @throws {BackupError} when it is not the one; the stream fails when something was changed or is missing
 */
export async function decrypt(bytes: Bytes, identity: string): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    throw new BackupError("the backup cannot be decrypted", {
      hint: "Is BACKUP_IDENTITY the private key of the BACKUP_RECIPIENT that it was made for?",
      cause,
    });
  }
}
