/** Asking for an account. What comes next is in the mailbox, whether there is an account already or not. */
import type { Context } from "../context.ts";
import { h } from "../dom.ts";
import { form } from "../form.ts";
import { link, paragraph, sheet } from "../parts.ts";

export function register({ client }: Context): HTMLElement {
  const place = h("div", {});
  const request = form({
    fields: [
      { name: "name", label: "Name", autocomplete: "name" },
      { name: "email", label: "E-mail address", type: "email", autocomplete: "username" },
      {
        name: "password",
        label: "Password",
        type: "password",
        autocomplete: "new-password",
        hint: "8 characters or more.",
      },
    ],
    submit: "Register",
    onSubmit: async (values) => {
      const { error } = await client.api.auth.register.post(values);
      if (error !== null) return error.value;
      place.replaceWith(lookIntoMailbox(values.email));
      return undefined;
    },
  });
  place.append(sheet("Register", request, paragraph("You have an account? ", link("/sign-in", "Sign in"))));
  return place;
}

/** The same for every address: nobody learns here who has an account. */
export const lookIntoMailbox = (email: string) =>
  sheet(
    "Look into your mailbox",
    paragraph(`A mail is on its way to ${email}. The link in it is the next step.`),
    paragraph(link("/sign-in", "Back to sign-in")),
  );
