/** Where one is signed in, and ending that elsewhere. */
import type { Api, Data, Problem } from "../../../client/index.ts";
import { dataOf, type SignedInContext } from "../context.ts";
import { type Child, fragment, h } from "../dom.ts";
import { asDevice, asMoment } from "../format.ts";
import { action, badge, card, heading, table } from "../parts.ts";

type Session = Data<Api["me"]["sessions"]["get"]>["items"][number];

const METHODS = { password: "Password", magic_link: "Mailed link", oauth: "Provider" } as const;

export async function sessions(context: SignedInContext): Promise<Child> {
  const { items } = dataOf(await context.client.api.me.sessions.get());
  return fragment(
    heading("Sessions"),
    card("Where you are signed in", listed(context, items)),
    card("All at once", h("div", { class: "actions" }, ...everywhere(context))),
  );
}

const listed = (context: SignedInContext, items: readonly Session[]) =>
  table<Session>(
    "Sessions",
    [
      {
        title: "Device",
        cell: ({ user_agent: agent, ip }) =>
          fragment(asDevice(agent), h("span", { class: "faint" }, ip ?? "")),
      },
      { title: "By", cell: ({ method }) => METHODS[method] },
      { title: "In", cell: ({ organization_name: name }) => name ?? "" },
      { title: "Last used", cell: ({ last_used_at: at }) => asMoment(at) },
      { title: "Since", cell: ({ created_at: at }) => asMoment(at) },
      { title: "", cell: (session) => ending(context, session) },
    ],
    items,
  );

const ending = (context: SignedInContext, session: Session): Child =>
  session.current
    ? badge("This one", "strong")
    : action("End", () => end(context, session), { label: `End ${asDevice(session.user_agent)}` });

async function end({ client, refresh }: SignedInContext, { id }: Session): Promise<Problem | undefined> {
  const { error } = await client.api.me.sessions({ id }).delete();
  if (error !== null) return error.value;
  refresh();
  return undefined;
}

const everywhere = ({ client, refresh, say }: SignedInContext) => [
  action("Sign out everywhere else", async () => {
    const { error } = await client.api.me.sessions.delete();
    if (error !== null) return error.value;
    say("You are signed in here only.");
    refresh();
    return undefined;
  }),
  action(
    "Sign out everywhere",
    async () => {
      await client.signOut({ everywhere: true });
      return undefined;
    },
    { kind: "danger" },
  ),
];
