/** Who one is here, and what that allows: the view on which a change of role is seen best. */
import { dataOf, type SignedInContext } from "../context.ts";
import { type Child, fragment, h } from "../dom.ts";
import { card, heading, link, paragraph } from "../parts.ts";

export async function overview({ client, identity }: SignedInContext): Promise<Child> {
  const { user, organization, permissions } = identity;
  if (organization === null) return fragment(heading(`Hello ${user.name}`), noPlace());
  const { items } = dataOf(await client.api.permissions.get());
  const isAllowed = (name: string) => permissions.includes(name);
  const allowed = items.filter(({ name }) => isAllowed(name));
  const denied = items.filter(({ name }) => !isAllowed(name));
  return fragment(
    heading(`Hello ${user.name}`),
    card(
      organization.name,
      paragraph("You work here as ", h("strong", {}, organization.role), "."),
      sentences("You may:", "yes", allowed),
      denied.length > 0 && sentences("You may not:", "no", denied),
    ),
  );
}

const noPlace = () =>
  card("No organization yet", paragraph("Create one: ", link("/organizations", "Your organizations"), "."));

const sentences = (title: string, kind: string, items: readonly { readonly description: string }[]) =>
  fragment(
    h("h3", {}, title),
    h("ul", { class: `marks ${kind}` }, ...items.map(({ description }) => h("li", {}, description))),
  );
