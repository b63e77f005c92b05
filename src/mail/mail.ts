/**
 * Every mail that the product sends, as data: which template, to whom, in which language, and what goes into it. It
 * survives JSON, so that a mail can wait in a job's payload and is rendered when it is delivered.
 *
 * `url` is where the button leads. Everything else may come from strangers, and is treated so by render.ts.
 */
export interface Mails {
  /** Proves that the person reads the address. */
  email_verification: { name: string; url: string; expiresInMinutes: number };
  /** Signs in without a password. */
  magic_link: { name: string; url: string; expiresInMinutes: number };
  /** Lets the person choose a new password. */
  password_reset: { name: string; url: string; expiresInMinutes: number };
  /** To the owner, after the fact; `url` is where to ask for a reset. */
  password_changed: { name: string; url: string; at: string };
  /** To the new address: nothing changes until the link is used. */
  email_change: { name: string; url: string; expiresInMinutes: number };
  /** To the old address, after the fact. */
  email_changed: { name: string; newEmail: string; at: string };
  /** `hasAccount`: the link leads to a sign-in, otherwise to a registration. */
  invitation: {
    inviter: string;
    organization: string;
    role: string;
    hasAccount: boolean;
    url: string;
    expiresInMinutes: number;
  };
  /** A sign-in from a browser that was not seen before; `url` lists the sessions. */
  new_sign_in: { name: string; url: string; at: string; ip: string; device: string };
  /** To somebody who has an account already. The one who typed the address in learns nothing (no enumeration). */
  already_registered: { name: string; url: string };
}

export type Template = keyof Mails;

export interface MailOf<T extends Template> {
  readonly template: T;
  /** One bare address: "ada@example.test". */
  readonly to: string;
  /** BCP 47: "en", "pt-BR". A language that nobody has written yet falls back to English. */
  readonly locale: string;
  readonly data: Readonly<Mails[T]>;
}

/** Discriminated by `template`. */
export type Mail = { [T in Template]: MailOf<T> }[Template];
