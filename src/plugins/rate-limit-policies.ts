/**
 * How often what may be done, as one table. An attempt is counted by each rule of its policy in turn, and the first that is
 * exceeded turns it away, so that whoever is stopped by the address of their machine does not use up anybody's account.
 */

/** What is counted together. */
export type Subject =
  /** The client's address; of IPv6 the network, as everybody has one to choose addresses from. */
  | "ip"
  /** The e-mail address that was typed in, whether there is such an account or not. */
  | "account"
  /** Both together: the owner, elsewhere, is not locked out. */
  | "account and ip"
  /** Whoever is signed in. */
  | "user";

export interface Rule {
  readonly per: Subject;
  readonly attempts: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** For whatever sends a mail to an address that somebody typed in. */
const mail: readonly Rule[] = [
  { per: "ip", attempts: 100, seconds: HOUR },
  { per: "account", attempts: 5, seconds: HOUR },
];

export const policies = {
  login: [
    { per: "ip", attempts: 100, seconds: 3 * MINUTE },
    { per: "account and ip", attempts: 10, seconds: 3 * MINUTE },
    { per: "account", attempts: 100, seconds: HOUR },
  ],
  register: mail,
  magic_link: mail,
  email_verification: mail,
  password_reset: mail,
  email_change: [
    { per: "user", attempts: 10, seconds: HOUR },
    { per: "account", attempts: 5, seconds: HOUR },
  ],
  /** Guessing the token of a link. */
  link: [{ per: "ip", attempts: 60, seconds: 3 * MINUTE }],
  oauth: [{ per: "ip", attempts: 60, seconds: 3 * MINUTE }],
  /** Guessing the password of somebody whose browser was left open. */
  password: [{ per: "user", attempts: 10, seconds: 3 * MINUTE }],
  invitation: [
    { per: "user", attempts: 100, seconds: HOUR },
    { per: "account", attempts: 5, seconds: HOUR },
  ],
} as const satisfies Record<string, readonly Rule[]>;

export type Policy = keyof typeof policies;
