/** An invitation: what it is, and the way in for whoever it was mailed to, with or without an account. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { type Context, dataOf } from "../context.ts";
import { type Child, fragment } from "../dom.ts";
import { form } from "../form.ts";
import { action, paragraph, sheet } from "../parts.ts";
import { missing } from "./refusals.ts";
import { passwordForm } from "./sign-in.ts";

type Preview = Data<Api["invitations"]["preview"]["post"]>;

export async function invitation(context: Context): Promise<Child> {
  const { client, token } = context;
  if (token === null) return missing(context);
  const preview = dataOf(await client.api.invitations.preview.post({ token }));
  const { invited_by_name: inviter, organization_name: name, role, email } = preview;
  return sheet(
    `Join ${name}`,
    paragraph(`${inviter ?? "Somebody"} invites ${email} to ${name}, as ${role}.`),
    wayIn(context, token, preview),
  );
}

function wayIn(context: Context, token: string, { email, has_account: hasAccount }: Preview): Child {
  const { identity, client } = context;
  if (identity !== null && identity.user.email.toLowerCase() !== email.toLowerCase()) {
    return fragment(
      paragraph(`You are signed in as ${identity.user.email}, and the invitation is for another address.`),
      action("Sign out", async () => void (await client.signOut()), { kind: "primary" }),
    );
  }
  if (identity !== null) return action("Join", () => join(context, token), { kind: "primary" });
  if (hasAccount) return fragment(paragraph("Sign in to join."), passwordForm(context, email));
  return fragment(paragraph("You have no account yet: this makes one."), registration(context, token));
}

async function join({ client, go, say }: Context, token: string): Promise<Problem | undefined> {
  const { data, error } = await client.api.invitations.consume.post({ token });
  if (error !== null) return error.value;
  const moved = await client.api.session.organization.put({ organization_id: data.organization_id });
  if (moved.error !== null) return moved.error.value;
  client.adopt(moved.data);
  say("Welcome!");
  go("/");
  return undefined;
}

/** The link has proven the address already. */
const registration = ({ client, go, say }: Context, token: string) =>
  form({
    fields: [
      { name: "name", label: "Name", autocomplete: "name" },
      {
        name: "password",
        label: "Password",
        type: "password",
        autocomplete: "new-password",
        optional: true,
        hint: "8 characters or more. Without one you sign in by mailed links.",
      },
    ],
    submit: "Join",
    onSubmit: async ({ name, password }) => {
      const given = password === "" ? {} : { password };
      const body = { token, name, ...given, transport: "cookie" } as const;
      const { data, error } = await client.api.invitations.registration.post(body);
      if (error !== null) return error.value;
      client.adopt(data);
      say("Welcome!");
      go("/");
      return undefined;
    },
  });
