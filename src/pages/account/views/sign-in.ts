/** Signing in: with a password, by a mailed link, or at a provider. */
import type { Problem } from "../../../client/index.ts";
import { type Context, dataOf } from "../context.ts";
import { type Child, h } from "../dom.ts";
import { form } from "../form.ts";
import { link, paragraph, sheet } from "../parts.ts";

export async function signIn(context: Context): Promise<Child> {
  const { client, errorCode } = context;
  const { items: providers } = dataOf(await client.api.auth.oauth.get());
  return sheet(
    "Sign in",
    errorCode !== null && h("p", { class: "alert", role: "alert" }, asSentence(errorCode)),
    passwordForm(context),
    h("ul", { class: "ways" }, ...providers.map(({ name, label }) => h("li", {}, providerLink(name, label)))),
    paragraph(link("/magic-link", "Sign in by a mailed link")),
    paragraph(link("/forgot-password", "Forgotten password")),
    paragraph("No account yet? ", link("/register", "Register")),
  );
}

/** Also where an invitation needs a certain account. */
export function passwordForm(context: Context, email?: string): HTMLFormElement {
  const { client, go } = context;
  return form({
    fields: [
      { name: "email", label: "E-mail address", type: "email", autocomplete: "username", value: email },
      { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
    ],
    submit: "Sign in",
    onSubmit: async (values): Promise<Problem | undefined> => {
      const { data, error } = await client.api.auth.login.post({ ...values, transport: "cookie" });
      if (error !== null) return error.value;
      client.adopt(data);
      // Whoever was on the way to another view goes on there.
      if (location.pathname.endsWith("/sign-in")) go("/");
      return undefined;
    },
  });
}

/** A link and no request: the browser itself goes to the provider. */
const providerLink = (name: string, label: string) =>
  h("a", { class: "button", href: `/auth/oauth/${name}` }, `Sign in with ${label}`);

function asSentence(code: string): string {
  switch (code) {
    case "oauth_denied":
      return "The sign-in was not allowed at the provider.";
    case "oauth_email_unverified":
      return "The provider does not vouch for your e-mail address. Confirm it there, or sign in another way.";
    case "account_suspended":
      return "This account is suspended.";
    default:
      return "That did not work. Try again, or sign in another way.";
  }
}
