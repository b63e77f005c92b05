/** What people type in to prove who they are, as the routes describe it. What else it has to be, the service says. */
import { t } from "elysia";
import { Transport } from "../sessions/schema.ts";
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

export const Name = t.String({
  minLength: 1,
  maxLength: 200,
  description: "As people are called.",
  examples: ["Ada Lovelace"],
});

export const Locale = t.String({
  pattern: "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
  description: "BCP 47: the language of mails.",
  examples: ["en", "pt-BR"],
});

export const Register = t.Object({
  email: Email,
  name: Name,
  password: NewPassword,
  locale: t.Optional(Locale),
});

export const Login = t.Object({ email: Email, password: Password, transport: Transport });

export const Logout = t.Object({
  everywhere: t.Boolean({ default: false, description: "All sessions, not only this one." }),
});

/** To ask for a link. */
export const Ask = t.Object({ email: Email });

/** To use one that signs in. */
export const UseLink = t.Object({ token: Token, transport: Transport });

export const ResetPassword = t.Object({ token: Token, password: NewPassword, transport: Transport });

/** The same whether there is such an account or not. */
export const Sent = t.Object({ status: t.Literal("sent") }, { description: "Look into the mailbox." });
