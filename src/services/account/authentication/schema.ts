/** What people type in to prove who they are, as the routes describe it. What else it has to be, the service says. */
import { t } from "elysia";
import {
  EMAIL_MAX_TYPED,
  EMAIL_PATTERN,
  PASSWORD_MAX_TYPED,
  PASSWORD_MIN_LENGTH,
  TOKEN_PATTERN,
} from "./limits.ts";

export const Email = t.String({
  pattern: EMAIL_PATTERN,
  maxLength: EMAIL_MAX_TYPED,
  description: "An e-mail address, in any case.",
  examples: ["ada@example.com"],
});

/** To compare with the one that there is: takes anything, so that the answer tells nothing of what passwords were once. */
export const Password = t.String({ maxLength: PASSWORD_MAX_TYPED, description: "The account's password." });

export const NewPassword = t.String({
  minLength: PASSWORD_MIN_LENGTH,
  maxLength: PASSWORD_MAX_TYPED,
  description: "8 to 256 characters; not one that everybody guesses first.",
});

export const Token = t.String({ pattern: TOKEN_PATTERN, description: "The token of a mailed link." });
