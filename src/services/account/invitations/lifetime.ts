/** How long an invitation's link works: people are away for a week. */
export const INVITATION_SECONDS = 7 * 24 * 3600;
