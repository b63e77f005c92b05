/**
 * Lists by cursor: `?limit=&cursor=` gives a page and where the next one begins. Lists are ordered by id, and UUIDv7
 * grow with time, so the place in a list is the id of the last item seen; nothing shifts when rows come and go.
 */
import { Buffer } from "node:buffer";
import { type TSchema, t } from "elysia";
import { AppError } from "../errors.ts";
import { UrlInteger } from "./schema.ts";

export const PageQuery = t.Object({
  limit: UrlInteger({ minimum: 1, maximum: 100, default: 20, description: "How many items at most." }),
  cursor: t.Optional(t.String({ maxLength: 100, description: "`next_cursor` of the page before." })),
});

export const PageOf = <T extends TSchema>(item: T) =>
  t.Object({
    items: t.Array(item),
    next_cursor: t.Union([t.String(), t.Null()], {
      description: "Where the next page begins; null: this is the last.",
    }),
  });

/** What a service is asked for: at most `limit` items that come after the id `after`, from the start when it is null. */
export interface Slice {
  readonly limit: number;
  readonly after: string | null;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly next_cursor: string | null;
}

/** Fetches one item more than asked for, which tells whether there is a next page. */
export async function page<Item extends { readonly id: string }>(
  query: { readonly limit: number; readonly cursor?: string },
  fetch: (slice: Slice) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  const after = query.cursor === undefined ? null : idOf(query.cursor);
  const found = await fetch({ limit: query.limit + 1, after });
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = found.length > items.length && last !== undefined;
  return { items, next_cursor: hasMore ? cursorOf(last.id) : null };
}

const UUID_BYTES = 16;

/** Opaque to clients: the id's bytes, base64url. */
const cursorOf = (id: string): string => Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");

/** @throws {AppError} invalid_input when it is no cursor of ours */
function idOf(cursor: string): string {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== UUID_BYTES || bytes.toString("base64url") !== cursor) {
    const detail = "Expected the next_cursor of an earlier page";
    throw new AppError("invalid_input", { inputErrors: [{ in: "query", pointer: "/cursor", detail }] });
  }
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
