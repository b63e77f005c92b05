/**
 * Which new passwords are taken: by length and by whether everybody guesses them first. No rules about digits and
 * symbols, they make passwords worse (NIST SP 800-63B 3.1.1.2; OWASP ASVS 6.2.5).
 */
import { AppError } from "../../../errors.ts";
import { commonPasswords } from "./common-passwords.ts";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "./limits.ts";

/**
 * The form that is hashed: "é" is one character however the keyboard makes it. null: no password can be like this (half
 * of a surrogate pair becomes U+FFFD on the way to the hash, and so would any other half).
 */
export function canonicalPassword(typed: string): string | null {
  const password = typed.normalize("NFC");
  const possible = password !== "" && password.isWellFormed() && lengthOf(password) <= PASSWORD_MAX_LENGTH;
  return possible ? password : null;
}

/** @throws {AppError} invalid_input */
export function requireCanonical(typed: string): string {
  const password = canonicalPassword(typed);
  if (password === null) throw new AppError("invalid_input", { detail: "No password can be like this." });
  return password;
}

/**
 * @param personal what is known of the person, such as name and address: none of it is a password
 * @throws {AppError} password_too_short, password_too_long, password_too_common, invalid_input
 */
export function checkNewPassword(typed: string, personal: readonly string[]): void {
  const password = typed.normalize("NFC");
  if (lengthOf(password) < PASSWORD_MIN_LENGTH) throw new AppError("password_too_short");
  if (lengthOf(password) > PASSWORD_MAX_LENGTH) throw new AppError("password_too_long");
  requireCanonical(password);
  if (isGuessable(password.toLowerCase(), personal)) throw new AppError("password_too_common");
}

/** In code points, as people count: an emoji is one. */
const lengthOf = (text: string) => [...text].length;

function isGuessable(password: string, personal: readonly string[]): boolean {
  const known = personal.flatMap((word) => [word, word.split("@")[0] ?? ""]);
  return (
    commonPasswords.has(password) ||
    /^(.)\1*$/u.test(password) ||
    known.some((word) => word.toLowerCase() === password)
  );
}
