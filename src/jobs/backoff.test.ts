import { expect, test } from "bun:test";
import { exponential, fixed } from "./backoff.ts";

const backoff = exponential({ firstMs: 1_000, maxMs: 60_000 });

test("waits twice as long after each failure, up to the limit", () => {
  expect([1, 2, 3, 7, 50, 2_000].map((attempt) => backoff(attempt, () => 1))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000, 60_000,
  ]);
});

test("the second half of the wait is chance, so that what failed together does not return together", () => {
  expect([0, 0.5, 1].map((chance) => backoff(2, () => chance))).toEqual([1_000, 1_500, 2_000]);
});

test("a fixed wait stays the same", () => {
  expect([1, 9].map((attempt) => fixed(70)(attempt, Math.random))).toEqual([70, 70]);
});
