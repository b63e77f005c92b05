/**
 * Where the buttons in mails lead: pages of the front end. The token stands behind the #, so that no server, proxy or log
 * ever sees it, and opening the link, as mail scanners do, uses nothing up: only the page's button sends it.
 */

export type Links = ReturnType<typeof accountLinks>;

/** @param appUrl where people reach the app in a browser */
export function accountLinks(appUrl: string) {
  const page = (path: string) => `${appUrl.replace(/\/$/, "")}/${path}`;
  const withToken = (path: string) => (token: string) => `${page(path)}#token=${token}`;
  return {
    emailVerification: withToken("verify-email"),
    magicLink: withToken("magic-link"),
    passwordReset: withToken("reset-password"),
    emailChange: withToken("confirm-email"),
    invitation: withToken("invitation"),
    signIn: page("sign-in"),
    forgottenPassword: page("forgot-password"),
    sessions: page("sessions"),
  };
}
