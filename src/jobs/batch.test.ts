import { expect, test } from "bun:test";
import { batched } from "./batch.ts";
import { gate } from "./fixtures/harness.ts";

test("calls of one moment go together, and each gets its own answer", async () => {
  const batches: number[][] = [];
  const double = batched(async (items: readonly number[]) => {
    batches.push([...items]);
    return items.map((item) => item * 2);
  }, 10);
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(await double(4)).toBe(8);
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test("calls that come while one is under way go in the next, no more than the limit at once", async () => {
  const batches: number[][] = [];
  const first = gate();
  const run = batched(async (items: readonly number[]) => {
    batches.push([...items]);
    await first.opened;
    return items;
  }, 2);
  const calls = [run(1)];
  await Promise.resolve();
  calls.push(run(2), run(3), run(4));
  first.open();
  expect(await Promise.all(calls)).toEqual([1, 2, 3, 4]);
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

test("a batch that fails fails its calls and no others", async () => {
  const run = batched(async (items: readonly number[]) => {
    if (items.includes(1)) throw new Error("no");
    return items;
  }, 10);
  await expect(run(1)).rejects.toThrow("no");
  expect(await run(2)).toBe(2);
});
