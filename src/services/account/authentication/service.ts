/** All ways to prove who one is. Each stands in a file of its own; this is what the handlers see. */
import { login } from "./login.ts";
import { magicLinks } from "./magic-links.ts";
import type { AuthenticationOptions } from "./options.ts";
import { passwordResets } from "./password-resets.ts";
import { registration } from "./registration.ts";

export type AuthenticationService = ReturnType<typeof authenticationService>;

export const authenticationService = (options: AuthenticationOptions) => ({
  ...registration(options),
  ...login(options),
  ...magicLinks(options),
  ...passwordResets(options),
});
