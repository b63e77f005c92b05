/** Where one belongs, where one works now, and a new organization. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { dataOf, type SignedInContext } from "../context.ts";
import { type Child, fragment } from "../dom.ts";
import { form } from "../form.ts";
import { asDay } from "../format.ts";
import { action, badge, card, heading, pages, paragraph, table } from "../parts.ts";

type Item = Data<Api["organizations"]["get"]>["items"][number];

export async function organizations(context: SignedInContext): Promise<Child> {
  const { client } = context;
  const list = await pages<Item>(
    async (cursor) => dataOf(await client.api.organizations.get({ query: { cursor } })),
    (items) => (items.length === 0 ? paragraph("None yet.") : listed(context, items)),
  );
  return fragment(heading("Organizations"), card("Yours", list), card("New organization", creation(context)));
}

const listed = (context: SignedInContext, items: readonly Item[]) =>
  table(
    "Your organizations",
    [
      { title: "Name", cell: ({ name }) => name },
      { title: "Your role", cell: ({ role }) => badge(role) },
      { title: "Members", cell: ({ member_count: count }) => String(count) },
      { title: "Joined", cell: ({ joined_at: at }) => asDay(at) },
      { title: "", cell: (item) => place(context, item) },
    ],
    items,
  );

const place = (context: SignedInContext, { id, name }: Item): Child =>
  id === context.identity.organization?.id
    ? badge("You work here", "strong")
    : action("Work here", () => moveTo(context, id), { label: `Work in ${name}` });

async function moveTo({ client, go }: SignedInContext, id: string): Promise<Problem | undefined> {
  const { data, error } = await client.api.session.organization.put({ organization_id: id });
  if (error !== null) return error.value;
  client.adopt(data);
  go("/");
  return undefined;
}

const creation = (context: SignedInContext) =>
  form({
    fields: [{ name: "name", label: "Name", autocomplete: "organization" }],
    submit: "Create",
    onSubmit: async ({ name }) => {
      const { data, error } = await context.client.api.organizations.post({ name });
      return error === null ? await moveTo(context, data.id) : error.value;
    },
  });
