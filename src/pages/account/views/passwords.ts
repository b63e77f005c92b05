/** A new password for somebody who has forgotten the old one. */
import type { Context } from "../context.ts";
import { form } from "../form.ts";
import { link, paragraph, sheet } from "../parts.ts";
import { askFor } from "./links.ts";

export const forgotPassword = ({ client }: Context) =>
  askFor("Forgotten password", (email) => client.api.auth["password-resets"].post({ email }));

export function resetPassword(context: Context): HTMLElement {
  const { client, token, go, say } = context;
  if (token === null) return forgotPassword(context);
  const request = form({
    fields: [
      {
        name: "password",
        label: "New password",
        type: "password",
        autocomplete: "new-password",
        hint: "8 characters or more.",
      },
    ],
    submit: "Save",
    onSubmit: async ({ password }) => {
      const body = { token, password, transport: "cookie" } as const;
      const { data, error } = await client.api.auth["password-resets"].consume.post(body);
      if (error !== null) return error.value;
      client.adopt(data);
      say("Your password is changed. All other sessions have ended.");
      go("/");
      return undefined;
    },
  });
  return sheet("Choose a new password", request, paragraph(link("/forgot-password", "Ask for another link")));
}
