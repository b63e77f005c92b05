/** How long links work, in minutes: as short as a person with a slow mailbox can bear. */
export const linkMinutes = {
  registration: 24 * 60,
  email_verification: 24 * 60,
  magic_link: 15,
  password_reset: 30,
  email_change: 60,
  /** Asked for by somebody else: people are away for a week. */
  invitation: 7 * 24 * 60,
} as const;
