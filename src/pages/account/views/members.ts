/** Who belongs to the organization, what they may do there, and who is invited. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";
import { type Child, fragment, h } from "../dom.ts";
import { asDay } from "../format.ts";
import { action, badge, card, heading, pages, table } from "../parts.ts";
import { invitations } from "./invitations.ts";
import { allRoles, type Role } from "./role-list.ts";

type OrganizationRoutes = ReturnType<Api["organizations"]>;
type Member = Data<OrganizationRoutes["members"]["get"]>["items"][number];

export async function members(context: MemberContext): Promise<Child> {
  const { here, may } = context;
  const roles = may("roles.read") ? await allRoles(context) : [];
  const list = await pages<Member>(
    async (cursor) => dataOf(await here.members.get({ query: { cursor } })),
    (items) => listed(context, roles, items),
  );
  return fragment(
    heading("Members"),
    card("", list),
    may("members.invite") && (await invitations(context, roles)),
  );
}

function listed(context: MemberContext, roles: readonly Role[], items: readonly Member[]): Child {
  return table<Member>(
    "Members",
    [
      { title: "Name", cell: (member) => nameOf(context, member) },
      { title: "Role", cell: (member) => roleOf(context, roles, member) },
      { title: "Since", cell: ({ created_at: at }) => asDay(at) },
      { title: "", cell: (member) => actions(context, member) },
    ],
    items,
  );
}

const nameOf = ({ identity }: MemberContext, { name, email, status, user_id: id }: Member) =>
  fragment(
    name,
    id === identity.user.id && badge("You"),
    status === "suspended" && badge("suspended", "bad"),
    h("span", { class: "faint" }, email),
  );

/** One's own role is for others to change, or to hand over. */
function roleOf(context: MemberContext, roles: readonly Role[], member: Member): Child {
  const isOwn = member.user_id === context.identity.user.id;
  if (isOwn || !context.may("members.update") || roles.length === 0) return badge(member.role);
  const problem = h("span", { class: "problem", role: "alert" });
  const choice = h(
    "select",
    { "aria-label": `Role of ${member.name}` },
    ...roles.map(({ id, name }) => h("option", { value: id, selected: id === member.role_id }, name)),
  );
  choice.addEventListener("change", async () => {
    const refused = await change(context, member, { role_id: choice.value });
    if (refused === undefined) return;
    choice.value = member.role_id;
    problem.textContent = refused.title;
  });
  return fragment(choice, problem);
}

function actions(context: MemberContext, member: Member): Child {
  const { may, identity } = context;
  const { name, status } = member;
  if (member.user_id === identity.user.id) return null;
  const other = status === "active" ? ("suspended" as const) : ("active" as const);
  const verb = status === "active" ? "Suspend" : "Reinstate";
  return h(
    "div",
    { class: "actions" },
    may("members.update") &&
      action(verb, () => change(context, member, { status: other }), { label: `${verb} ${name}` }),
    may("members.remove") &&
      action("Remove", () => remove(context, member), {
        label: `Remove ${name}`,
        confirm: `Remove ${name} from the organization?`,
      }),
  );
}

type Changes = Parameters<ReturnType<OrganizationRoutes["members"]>["patch"]>[0];

async function change(
  context: MemberContext,
  member: Member,
  changes: Changes,
): Promise<Problem | undefined> {
  const { here, refresh, say } = context;
  const { data, error } = await here.members({ user_id: member.user_id }).patch(changes);
  if (error !== null) return error.value;
  say(`${data.name}: ${data.role}, ${data.status}.`);
  refresh();
  return undefined;
}

async function remove(context: MemberContext, { user_id }: Member): Promise<Problem | undefined> {
  const { here, refresh } = context;
  const { error } = await here.members({ user_id }).delete();
  if (error !== null) return error.value;
  refresh();
  return undefined;
}
