import { describe, expect, test } from "bun:test";
import { Pace, RoundTrip, WHOLE } from "./pace.ts";

const pace = (...samples: number[]): Pace => {
  const learned = new Pace();
  for (const ms of samples) learned.learn(ms);
  return learned;
};

describe("the share of a connection that a statement takes", () => {
  test("is all of it as long as nothing is known, and when it is slow", () => {
    expect(pace().share).toBe(WHOLE);
    expect(pace(20, 20, 20).share).toBe(WHOLE);
  });

  test("lets 16 tiny ones share, and fewer of those that take longer", () => {
    expect(pace(0.02).share).toBe(1 / 16);
    expect(pace(0.5).share).toBe(0.5);
  });

  test("survives one outlier, and not many", () => {
    const fast = Array.from({ length: 10 }, () => 0.05);
    expect(pace(...fast, 500).share).toBeLessThan(WHOLE);
    expect(pace(...fast, ...fast.map(() => 500)).share).toBe(WHOLE);
  });

  test("falls again soon after it was slow", () => {
    expect(pace(10, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05).share).toBe(1 / 16);
  });
});

test("the round trip is the fastest seen, and rises slowly when the network did", () => {
  const roundTrip = new RoundTrip();
  expect(roundTrip.ms).toBe(0);
  for (const ms of [5, 2, 9]) roundTrip.learn(ms);
  expect(roundTrip.ms).toBeCloseTo(2, 1);
  for (let n = 0; n < 10_000; n += 1) roundTrip.learn(9);
  expect(roundTrip.ms).toBeCloseTo(9, 0);
});
