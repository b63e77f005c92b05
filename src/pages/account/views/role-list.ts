/** The roles of the organization that one works in: they are few, so all of them at once. */
import type { Api, Data } from "../../../client/index.ts";
import { dataOf, type MemberContext } from "../context.ts";

export type Role = Data<ReturnType<Api["organizations"]>["roles"]["get"]>["items"][number];

export async function allRoles({ here }: MemberContext): Promise<readonly Role[]> {
  const all: Role[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: 100, ...(cursor && { cursor }) };
    const page = dataOf(await here.roles.get({ query }));
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}
