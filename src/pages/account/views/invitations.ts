/** Whom the organization has invited, and inviting more. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";
import { type Child, fragment } from "../dom.ts";
import { form } from "../form.ts";
import { asDay } from "../format.ts";
import { action, badge, card, pages, paragraph, table } from "../parts.ts";
import type { Role } from "./role-list.ts";

type Invitation = Data<ReturnType<Api["organizations"]>["invitations"]["get"]>["items"][number];

export async function invitations(context: MemberContext, roles: readonly Role[]): Promise<Child> {
  const { here } = context;
  const list = await pages<Invitation>(
    async (cursor) => dataOf(await here.invitations.get({ query: { cursor } })),
    (items) => (items.length === 0 ? paragraph("Nobody is invited now.") : listed(context, items)),
  );
  return fragment(card("Invite somebody", newInvitation(context, roles)), card("Invited", list));
}

const listed = (context: MemberContext, items: readonly Invitation[]) =>
  table<Invitation>(
    "Open invitations",
    [
      { title: "E-mail", cell: ({ email }) => email },
      { title: "Role", cell: ({ role }) => badge(role) },
      { title: "By", cell: ({ invited_by_name: name }) => name ?? "somebody who left" },
      { title: "Until", cell: ({ expires_at: at }) => asDay(at) },
      {
        title: "",
        cell: (item) =>
          action("Take back", () => revoke(context, item), { label: `Take back ${item.email}` }),
      },
    ],
    items,
  );

/** Nobody gives what he does not hold, so only such roles are offered. */
function newInvitation(
  { here, organization, identity, say, refresh }: MemberContext,
  roles: readonly Role[],
) {
  const isMine = ({ permissions, name }: Role) =>
    permissions.every((each) => identity.permissions.includes(each)) &&
    (name !== "owner" || organization.role === "owner");
  const options = roles.filter(isMine).map(({ id, name }) => ({ value: id, label: name }));
  const usual = options.find(({ label }) => label === "member")?.value;
  return form({
    fields: [
      { name: "email", label: "E-mail address", type: "email", autocomplete: "off" },
      { name: "role_id", label: "Role", options, value: usual },
    ],
    submit: "Invite",
    onSubmit: async (values) => {
      const { data, error } = await here.invitations.post(values);
      if (error !== null) return error.value;
      say(`${data.email} is invited as ${data.role}.`);
      refresh();
      return undefined;
    },
  });
}

async function revoke(context: MemberContext, { id }: Invitation): Promise<Problem | undefined> {
  const { here, refresh } = context;
  const routes = here.invitations({ invitation_id: id });
  const { error } = await routes.delete();
  if (error !== null) return error.value;
  refresh();
  return undefined;
}
