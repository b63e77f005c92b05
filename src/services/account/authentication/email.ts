/**
 * One form for every address, made in one place: for register, login, links, limits and mails alike. Two addresses that
 * look the same to one of them and not to another are how accounts are taken over.
 *
 * Only ASCII: `toLowerCase` and citext fold the Kelvin sign (U+212A) to k, and NFC turns it into K, so that with either
 * of them somebody else's address could become yours. Domains in other scripts have an ASCII form ("xn--…").
 */
import { AppError } from "../../../errors.ts";
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN } from "./limits.ts";

// No flags: `iu` would let the Kelvin sign pass for a k.
const FORM = new RegExp(EMAIL_PATTERN);

/** Without the space around it, in lower case; null when it is no address. */
export function parseEmail(typed: string): string | null {
  const email = typed.trim();
  return email.length <= EMAIL_MAX_LENGTH && FORM.test(email) ? email.toLowerCase() : null;
}

/**
 * @param pointer where it stood in the body, as a JSON Pointer
 * @throws {AppError} invalid_input
 */
export function requireEmail(typed: string, pointer = "/email"): string {
  const email = parseEmail(typed);
  if (email !== null) return email;
  const detail = `Expected an e-mail address of at most ${EMAIL_MAX_LENGTH} characters.`;
  throw new AppError("invalid_input", { inputErrors: [{ in: "body", pointer, detail }] });
}
