/** The roles, what they allow, and the organization's own to shape. */
import type { Problem } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";
import { type Child, fragment, h } from "../dom.ts";
import { form } from "../form.ts";
import { action, badge, card, heading, paragraph } from "../parts.ts";
import { allRoles, type Role } from "./role-list.ts";

interface Permission {
  readonly name: string;
  readonly description: string;
}

export async function roles(context: MemberContext): Promise<Child> {
  const all = await allRoles(context);
  const { items: permissions } = dataOf(await context.client.api.permissions.get());
  return fragment(
    heading("Roles"),
    ...all.map((role) => roleCard(context, role, permissions)),
    context.may("roles.manage") && card("New role", creation(context, permissions)),
  );
}

function roleCard(context: MemberContext, role: Role, permissions: readonly Permission[]): Child {
  const { name, description, built_in: isBuiltIn, member_count: count } = role;
  const allowed = permissions.filter((each) => role.permissions.includes(each.name));
  return card(
    name,
    paragraph(
      badge(isBuiltIn ? "Built in" : "Your own"),
      badge(count === 1 ? "1 member" : `${count} members`),
    ),
    description !== "" && paragraph(description),
    h("ul", { class: "marks yes" }, ...allowed.map((each) => h("li", {}, each.description))),
    !isBuiltIn && context.may("roles.manage") && changing(context, role, permissions),
  );
}

const changing = (context: MemberContext, role: Role, permissions: readonly Permission[]) =>
  h(
    "details",
    {},
    h("summary", {}, `Change ${role.name}`),
    form({
      fields: fieldsOf(role),
      more: choices(context, permissions, role.permissions),
      submit: "Save",
      onSubmit: async (values, element) => {
        const body = { ...values, permissions: chosen(element) };
        return finished(context, await routeOf(context, role).patch(body));
      },
    }),
    action("Delete", async () => finished(context, await routeOf(context, role).delete()), {
      kind: "danger",
      label: `Delete ${role.name}`,
      confirm: `Delete the role ${role.name}?`,
    }),
  );

const creation = (context: MemberContext, permissions: readonly Permission[]) =>
  form({
    fields: fieldsOf({ name: "", description: "" }),
    more: choices(context, permissions, []),
    submit: "Create",
    onSubmit: async (values, element) => {
      const body = { ...values, permissions: chosen(element) };
      const { here } = context;
      return finished(context, await here.roles.post(body));
    },
  });

const fieldsOf = ({ name, description }: Pick<Role, "name" | "description">) => [
  { name: "name" as const, label: "Name", value: name, autocomplete: "off" },
  {
    name: "description" as const,
    label: "Description",
    value: description,
    optional: true,
    autocomplete: "off",
  },
];

/** What one does not hold one cannot give. */
const choices = ({ may }: MemberContext, permissions: readonly Permission[], held: readonly string[]) =>
  h(
    "fieldset",
    {},
    h("legend", {}, "Allows"),
    ...permissions.map(({ name, description }) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: "checkbox",
          "data-permission": name,
          checked: held.includes(name),
          disabled: !may(name),
        }),
        description,
      ),
    ),
  );

const chosen = (form: HTMLFormElement): string[] =>
  [...form.querySelectorAll<HTMLInputElement>("[data-permission]:checked")].map(
    ({ dataset }) => dataset.permission ?? "",
  );

const routeOf = ({ here }: MemberContext, { id }: Role) => here.roles({ role_id: id });

function finished(
  { refresh }: MemberContext,
  { error }: { readonly error: { readonly value: Problem } | null },
): Problem | undefined {
  if (error !== null) return error.value;
  refresh();
  return undefined;
}
