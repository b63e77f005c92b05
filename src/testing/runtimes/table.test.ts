/** What the README says of runtimes; that it holds says suite.ts. */
import { expect, test } from "bun:test";
import { checks } from "./checks.ts";
import { README, withRuntimes } from "./docs.ts";
import { targets } from "./targets.ts";

test("the README's table is what the suite says", async () => {
  const readme = await Bun.file(README).text();
  expect(withRuntimes(readme)).toBe(readme);
});

test("gaps are of checks that there are", () => {
  const facts = Object.values(checks).flatMap(Object.keys);
  const gaps = targets.flatMap((target) => Object.keys(target.gaps));
  expect(gaps.filter((gap) => !facts.includes(gap))).toEqual([]);
});
