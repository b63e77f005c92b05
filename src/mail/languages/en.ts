/** English, and the model for other languages: copy this file, translate it, add it to index.ts. */
import type { Language } from "../content.ts";

export const en: Language = {
  copyLink: "Or copy this link into your browser:",
  footer: ({ product }) => `${product} sent this mail because of something that was done with your address.`,
  templates: {
    email_verification: ({ name, url, expiresInMinutes }, { product, duration }) => ({
      subject: `Confirm your e-mail address for ${product}`,
      preview: "One click, and your address is confirmed.",
      greeting: `Hello ${name},`,
      paragraphs: ["please confirm that this address is yours."],
      action: { label: "Confirm address", url },
      notes: [
        `The link works once and for ${duration(expiresInMinutes)}.`,
        `If you did not register with ${product}, do nothing: without the confirmation nobody can use this address.`,
      ],
    }),

    magic_link: ({ name, url, expiresInMinutes }, { product, duration }) => ({
      subject: `Your link to sign in to ${product}`,
      preview: "Sign in without a password.",
      greeting: `Hello ${name},`,
      paragraphs: ["here is the link that you asked for. It signs you in, without a password."],
      action: { label: "Sign in", url },
      notes: [
        `The link works once and for ${duration(expiresInMinutes)}. Give it to nobody.`,
        "If you did not ask for it, do nothing: nobody can sign in without it.",
      ],
    }),

    password_reset: ({ name, url, expiresInMinutes }, { product, duration }) => ({
      subject: `Choose a new password for ${product}`,
      preview: "The link to a new password.",
      greeting: `Hello ${name},`,
      paragraphs: ["somebody, we hope you, asked for a new password. Choose it here:"],
      action: { label: "Choose a new password", url },
      notes: [
        `The link works once and for ${duration(expiresInMinutes)}. The new password ends all your other sessions.`,
        "If you did not ask for it, do nothing: your password stays as it is.",
      ],
    }),

    password_changed: ({ name, url, at }, { product, moment }) => ({
      subject: `Your password for ${product} was changed`,
      preview: "If that was you, all is well.",
      greeting: `Hello ${name},`,
      paragraphs: [
        `your password was changed on ${moment(at)}. All your other sessions were ended.`,
        "If that was you, all is well. If not, take your account back at once:",
      ],
      action: { label: "Choose a new password", url },
      notes: [],
    }),

    email_change: ({ name, url, expiresInMinutes }, { product, duration }) => ({
      subject: `Confirm your new e-mail address for ${product}`,
      preview: "Your address changes when you confirm it.",
      greeting: `Hello ${name},`,
      paragraphs: [
        `you want to use this address for ${product} from now on. Please confirm that it is yours.`,
      ],
      action: { label: "Confirm new address", url },
      notes: [
        `The link works once and for ${duration(expiresInMinutes)}. Until then your old address stays.`,
        "If you did not ask for it, do nothing.",
      ],
    }),

    email_changed: ({ name, newEmail, at }, { product, moment }) => ({
      subject: `Your e-mail address for ${product} was changed`,
      preview: "Mails go to your new address from now on.",
      greeting: `Hello ${name},`,
      paragraphs: [
        `on ${moment(at)} the address of your account was changed to ${newEmail}. This is the last mail to this one.`,
        "If that was not you, contact us at once: somebody has access to your account.",
      ],
      notes: [],
    }),

    invitation: (
      { inviter, organization, role, hasAccount, url, expiresInMinutes },
      { product, duration },
    ) => ({
      subject: `${inviter} invites you to ${organization}`,
      preview: `Join ${organization} on ${product}.`,
      greeting: "Hello,",
      paragraphs: [
        `${inviter} invites you to join ${organization} on ${product} as ${role}.`,
        hasAccount
          ? "Sign in with the account that you have, and you are in."
          : "You have no account yet; the link lets you make one.",
      ],
      action: { label: hasAccount ? "Accept invitation" : "Accept and register", url },
      notes: [
        `The link works once and for ${duration(expiresInMinutes)}.`,
        "If you do not know who this is from, do nothing.",
      ],
    }),

    new_sign_in: ({ name, url, at, ip, device }, { product, moment }) => ({
      subject: `New sign-in to ${product}`,
      preview: "If that was you, all is well.",
      greeting: `Hello ${name},`,
      paragraphs: [
        `your account was signed in to on ${moment(at)} from ${ip} with ${device}.`,
        "If that was you, all is well. If not, end that session and change your password:",
      ],
      action: { label: "Show my sessions", url },
      notes: [],
    }),

    already_registered: ({ name, url }, { product }) => ({
      subject: `You already have an account with ${product}`,
      preview: "Somebody tried to register with your address.",
      greeting: `Hello ${name},`,
      paragraphs: [
        `somebody, perhaps you, tried to register with ${product} under this address. You have an account already.`,
        "You can sign in with it. If you have forgotten the password, ask for a new one there.",
      ],
      action: { label: "Sign in", url },
      notes: [
        "If that was not you, do nothing: nothing was changed, and nobody learned that you have an account.",
      ],
    }),
  },
};
