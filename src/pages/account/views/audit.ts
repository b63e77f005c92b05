/** The log of security events in the organization: who did what, when, and from where. */
import type { Api, Data } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";
import { type Child, fragment, h } from "../dom.ts";
import { asDevice, asMoment, asWords } from "../format.ts";
import { card, heading, pages, paragraph, table } from "../parts.ts";

type Event = Data<ReturnType<Api["organizations"]>["audit-events"]["get"]>["items"][number];

export async function audit({ here }: MemberContext): Promise<Child> {
  const list = await pages<Event>(
    async (cursor) => dataOf(await here["audit-events"].get({ query: { cursor } })),
    (items) => (items.length === 0 ? paragraph("Nothing yet.") : listed(items)),
  );
  return fragment(heading("Audit log"), card("", list));
}

const listed = (items: readonly Event[]) =>
  table<Event>(
    "Security events",
    [
      { title: "When", cell: ({ created_at: at }) => asMoment(at) },
      { title: "Who", cell: ({ actor_name: name }) => name ?? "Nobody who is here" },
      { title: "What", cell: ({ action, details }) => fragment(asWords(action), detailsOf(details)) },
      {
        title: "From",
        cell: ({ ip, user_agent: agent }) =>
          fragment(ip ?? "", h("span", { class: "faint" }, agent === null ? "" : asDevice(agent))),
      },
    ],
    items,
  );

/** Whatever an event tells of itself, in a line. */
function detailsOf(details: unknown): Child {
  if (typeof details !== "object" || details === null) return null;
  const parts = Object.entries(details).map(([key, value]) => `${asWords(key)}: ${textOf(value)}`);
  return parts.length > 0 && h("span", { class: "faint" }, parts.join(", "));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
