/** One's own account: name, address, password, providers, and its end. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { dataOf, type SignedInContext } from "../context.ts";
import { type Child, fragment } from "../dom.ts";
import { type Field, form } from "../form.ts";
import { asDay } from "../format.ts";
import { action, card, heading, link, paragraph, table } from "../parts.ts";

type Profile = Data<Api["me"]["get"]>;

export async function profile(context: SignedInContext): Promise<Child> {
  const { client } = context;
  const me = dataOf(await client.api.me.get());
  return fragment(
    heading("Profile"),
    card("You", naming(context, me)),
    card("E-mail address", addressing(context, me)),
    card("Password", me.has_password ? changingPassword(context) : noPassword()),
    me.providers.length > 0 && card("Providers", await providers(context)),
    card("Delete your account", paragraph("This cannot be undone."), deletion(context, me)),
  );
}

const naming = ({ client, say }: SignedInContext, { name, locale }: Profile) =>
  form({
    fields: [
      { name: "name", label: "Name", value: name, autocomplete: "name" },
      { name: "locale", label: "Language of mails", value: locale, hint: "As in en or pt-BR." },
    ],
    submit: "Save",
    onSubmit: async (values) => {
      const { error } = await client.api.me.patch(values);
      if (error !== null) return error.value;
      say("Saved.");
      await client.refresh();
      return undefined;
    },
  });

/** Whoever finds an open browser is not its owner. */
const confirmation = (me: Profile): Field<"password">[] =>
  me.has_password
    ? [{ name: "password", label: "Your password", type: "password", autocomplete: "current-password" }]
    : [];

const given = (password: string | undefined) => (password === undefined ? {} : { password });

const addressing = ({ client, say, refresh }: SignedInContext, me: Profile) =>
  form<"email" | "password">({
    fields: [
      {
        name: "email",
        label: "New address",
        type: "email",
        autocomplete: "off",
        hint: `Now it is ${me.email}. It changes when the link is used that we mail to the new one.`,
      },
      ...confirmation(me),
    ],
    submit: "Mail me a link",
    onSubmit: async ({ email, password }) => {
      const { error } = await client.api.me["email-changes"].post({ email, ...given(password) });
      if (error !== null) return error.value;
      say(`A link is on its way to ${email}.`);
      refresh();
      return undefined;
    },
  });

const changingPassword = ({ client, say, refresh }: SignedInContext) =>
  form({
    fields: [
      { name: "current_password", label: "Now", type: "password", autocomplete: "current-password" },
      {
        name: "password",
        label: "From now on",
        type: "password",
        autocomplete: "new-password",
        hint: "8 characters or more. All other sessions end.",
      },
    ],
    submit: "Change",
    onSubmit: async (values) => {
      const { error } = await client.api.me.password.put(values);
      if (error !== null) return error.value;
      say("Your password is changed.");
      refresh();
      return undefined;
    },
  });

const noPassword = () =>
  paragraph("You have none. ", link("/forgot-password", "Choose one by a mailed link"), ".");

async function providers(context: SignedInContext): Promise<Child> {
  const { items } = dataOf(await context.client.api.me.identities.get());
  return table(
    "Providers",
    [
      { title: "Provider", cell: ({ provider }) => provider },
      { title: "As", cell: ({ email }) => email ?? "" },
      { title: "Since", cell: ({ created_at: at }) => asDay(at) },
      {
        title: "",
        cell: ({ id, provider }) =>
          action("Unlink", () => unlink(context, id), { label: `Unlink ${provider}` }),
      },
    ],
    items,
  );
}

async function unlink({ client, refresh }: SignedInContext, id: string): Promise<Problem | undefined> {
  const { error } = await client.api.me.identities({ id }).delete();
  if (error !== null) return error.value;
  refresh();
  return undefined;
}

const deletion = ({ client }: SignedInContext, me: Profile) =>
  form<"password">({
    fields: confirmation(me),
    submit: "Delete my account",
    kind: "danger",
    onSubmit: async ({ password }) => {
      const { error } = await client.api.me.delete(given(password));
      if (error !== null) return error.value;
      await client.refresh();
      return undefined;
    },
  });
