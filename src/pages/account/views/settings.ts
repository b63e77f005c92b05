/** The organization itself: its name, its owner, leaving it, and its end. */
import type { Problem } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";
import { type Child, fragment } from "../dom.ts";
import { form } from "../form.ts";
import { action, card, heading, paragraph } from "../parts.ts";

export async function settings(context: MemberContext): Promise<Child> {
  const { here, may } = context;
  const { name, slug } = dataOf(await here.get());
  return fragment(
    heading("Settings"),
    card("Organization", may("organization.update") ? naming(context, name, slug) : paragraph(name)),
    may("organization.transfer") && card("Ownership", await transfer(context)),
    card("Leave", paragraph("You lose access at once."), leaving(context)),
    may("organization.delete") && card("Delete", paragraph("For all its members."), deletion(context)),
  );
}

const naming = ({ here, refresh, say }: MemberContext, name: string, slug: string) =>
  form({
    fields: [
      { name: "name", label: "Name", value: name, autocomplete: "off" },
      {
        name: "slug",
        label: "Name in URLs",
        value: slug,
        autocomplete: "off",
        hint: "Lower case letters, digits and hyphens.",
      },
    ],
    submit: "Save",
    onSubmit: async (values) => {
      const { error } = await here.patch(values);
      if (error !== null) return error.value;
      say("Saved.");
      refresh();
      return undefined;
    },
  });

async function transfer({ client, here, identity, say }: MemberContext): Promise<Child> {
  const query = { limit: 100 };
  const { items } = dataOf(await here.members.get({ query }));
  const options = items
    .filter(({ user_id: id, status }) => id !== identity.user.id && status === "active")
    .map(({ user_id: value, name, email }) => ({ value, label: `${name} (${email})` }));
  if (options.length === 0) return paragraph("There is nobody to hand it over to.");
  return form({
    fields: [{ name: "user_id", label: "New owner", options }],
    submit: "Hand over",
    kind: "danger",
    onSubmit: async (values) => {
      const { error } = await here["ownership-transfer"].post(values);
      if (error !== null) return error.value;
      say("The organization has another owner now.");
      await client.refresh();
      return undefined;
    },
  });
}

const leaving = (context: MemberContext) =>
  action("Leave", () => goneFrom(context, context.here.membership.delete()), {
    confirm: `Leave ${context.organization.name}?`,
  });

const deletion = (context: MemberContext) =>
  action("Delete", () => goneFrom(context, context.here.delete()), {
    kind: "danger",
    label: `Delete ${context.organization.name}`,
    confirm: `Delete ${context.organization.name} for everybody in it?`,
  });

type Answer = Promise<{ readonly error: { readonly value: Problem } | null }>;

async function goneFrom({ client, go }: MemberContext, answer: Answer): Promise<Problem | undefined> {
  const { error } = await answer;
  if (error !== null) return error.value;
  await client.refresh();
  go("/organizations");
  return undefined;
}
