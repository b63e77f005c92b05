import { expect, test } from "bun:test";
import { AppError } from "../errors.ts";
import { page, type Slice } from "./pagination.ts";

const items = Array.from({ length: 5 }, (_, index) => ({
  id: `01940000-0000-7000-8000-00000000000${index}`,
}));

const fetchItems = async ({ after, limit }: Slice) =>
  items.filter(({ id }) => after === null || id > after).slice(0, limit);

test("pages put together are the whole list, each item once", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items: found, next_cursor } = await page({ limit: 2, ...(cursor && { cursor }) }, fetchItems);
    seen.push(...found.map(({ id }) => id));
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(items.map(({ id }) => id));
});

test("a list that ends with its page has no next one", async () => {
  expect((await page({ limit: 5 }, fetchItems)).next_cursor).toBeNull();
});

test("an empty list is an empty page", async () => {
  expect(await page({ limit: 5 }, async () => [])).toEqual({ items: [], next_cursor: null });
});

test.each(["", "abc", "not base64!", "AZQAAAAAcACAAAAAAAAAAQ==", "AZQAAAAAcACAAAAAAAAAAQAA"])(
  "%j is no cursor, and the error does not repeat it",
  async (cursor) => {
    const error = await page({ limit: 5, cursor }, fetchItems).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: "invalid_input",
      inputErrors: [
        { in: "query", pointer: "/cursor", detail: "Expected the next_cursor of an earlier page" },
      ],
    });
  },
);
