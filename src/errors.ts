/**
 * Every error that a client can meet, as one table: a stable code (tests and clients go by it), the status, a sentence
 * for people. What really happened is the `cause`; it is logged and never sent.
 */

interface ErrorKind {
  readonly status: number;
  /** Public, and the same whenever the code is the same (RFC 9457, "title"). */
  readonly title: string;
  /** Trying again later can succeed; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

export const errors = {
  malformed_request: { status: 400, title: "The request cannot be read." },
  token_invalid: { status: 400, title: "This link does not work: it was used, replaced, or is too old." },
  oauth_refused: { status: 400, title: "The provider did not confirm this sign-in. Begin again." },
  oauth_state_mismatch: {
    status: 400,
    title: "This sign-in was begun in another browser, or too long ago. Begin again.",
  },
  not_signed_in: { status: 401, title: "Sign in first." },
  wrong_credentials: { status: 401, title: "The address or the password is wrong." },
  session_needs_revalidation: {
    status: 402,
    title:
      "Your rights or your account have changed. Renew the session at POST /session/revalidation and repeat this.",
  },
  wrong_password: { status: 403, title: "The password is wrong." },
  account_suspended: { status: 403, title: "This account is suspended." },
  oauth_email_unverified: {
    status: 403,
    title: "The provider does not vouch for your e-mail address. Confirm it there, or sign in another way.",
  },
  oauth_denied: { status: 403, title: "The sign-in was not allowed at the provider." },
  not_permitted: { status: 403, title: "You may not do this." },
  permission_not_held: {
    status: 403,
    title: "You can give only what you may do yourself, and change only what allows no more than that.",
  },
  owners_only: { status: 403, title: "Only an owner makes owners, and changes or removes them." },
  invitation_for_another_address: {
    status: 403,
    title: "This invitation was sent to another address. Sign in with the account that has it.",
  },
  cross_site_request: { status: 403, title: "This request came from another site." },
  organization_not_found: {
    status: 404,
    title: "There is no such organization, or you do not belong to it.",
  },
  session_not_found: { status: 404, title: "You have no such session." },
  member_not_found: { status: 404, title: "There is no such member here." },
  role_not_found: { status: 404, title: "There is no such role here." },
  invitation_not_found: { status: 404, title: "There is no such open invitation here." },
  user_not_found: { status: 404, title: "There is no such account." },
  not_found: { status: 404, title: "There is nothing here, or nothing that you may see." },
  method_not_allowed: { status: 405, title: "This method is not allowed here." },
  email_taken: { status: 409, title: "This address belongs to another account by now." },
  slug_taken: { status: 409, title: "Another organization has this place in URLs." },
  last_owner: { status: 409, title: "The organization would be left without an owner who can act." },
  member_not_active: { status: 409, title: "This member is suspended." },
  already_member: { status: 409, title: "The owner of this address is a member already." },
  role_name_taken: { status: 409, title: "A role of this name is there already." },
  role_built_in: { status: 409, title: "Built-in roles are the same everywhere. Create one of your own." },
  role_in_use: { status: 409, title: "Somebody has this role or is invited to it." },
  own_account: { status: 409, title: "Nobody does this to the own account." },
  password_not_set: { status: 409, title: "The account has no password. Choose one by a password reset." },
  sole_owner: {
    status: 409,
    title: "You are the only owner of an organization. Hand it over or delete it first.",
  },
  oauth_already_linked: {
    status: 409,
    title: "This account at the provider, or another one there, is linked already.",
  },
  idempotency_key_in_progress: {
    status: 409,
    title: "The first request with this Idempotency-Key is not finished.",
    retryAfterSeconds: 1,
  },
  conflict: { status: 409, title: "Somebody changed the same thing at the same moment. Try again." },
  job_not_retryable: {
    status: 409,
    title: "Only a job that is dead or cancelled, and was not asked for again, can be retried.",
  },
  job_is_over: { status: 409, title: "The job is over already." },
  job_not_waiting: { status: 409, title: "Only a job that waits for its time can be brought forward." },
  payload_too_large: { status: 413, title: "The body is too large." },
  unsupported_media_type: { status: 415, title: "The body must be JSON (Content-Type: application/json)." },
  invalid_input: { status: 422, title: "The input is not valid." },
  settings_too_large: { status: 422, title: "The settings would be too large." },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key belongs to another request." },
  password_too_short: { status: 422, title: "The password is too short." },
  password_too_long: { status: 422, title: "The password is too long." },
  password_too_common: { status: 422, title: "This password is among the first that anybody guesses." },
  rate_limited: { status: 429, title: "Too often. Wait, and try again." },
  internal_error: { status: 500, title: "Something went wrong on our side." },
  unavailable: { status: 503, title: "The service is overloaded or being repaired.", retryAfterSeconds: 1 },
  oauth_unavailable: { status: 503, title: "The provider does not answer now.", retryAfterSeconds: 5 },
  deadline_exceeded: { status: 503, title: "This took too long and was given up.", retryAfterSeconds: 1 },
  not_ready: { status: 503, title: "The service does not take requests now.", retryAfterSeconds: 1 },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errors;

/** One thing that is wrong with the input. Says what was expected and never repeats what was sent. */
export interface InputError {
  readonly in: "body" | "query" | "path" | "header" | "cookie";
  /** JSON Pointer (RFC 6901) to the value: "/email". */
  readonly pointer: string;
  readonly detail: string;
}

interface AppErrorOptions {
  /** A public sentence about this very occurrence. */
  readonly detail?: string;
  readonly inputErrors?: readonly InputError[];
  /** Headers of the answer, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What really happened; for the log only. */
  readonly cause?: unknown;
}

/** What services throw. plugins/errors makes the answer from it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly inputErrors: readonly InputError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ?? errors[code].title, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.status = errors[code].status;
    this.detail = options.detail;
    this.inputErrors = options.inputErrors ?? [];
    this.headers = { ...retryAfter(errors[code]), ...options.headers };
  }
}

const retryAfter = ({ retryAfterSeconds }: ErrorKind): Record<string, string> =>
  retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
