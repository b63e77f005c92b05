import { describe, expect, test } from "bun:test";
import { AppError } from "../../../errors.ts";
import { createGate } from "./gate.ts";

/** Work that ends when the test says so. */
function heldWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const state = { started: false };
  const work = () => {
    state.started = true;
    return promise;
  };
  return { work, state, finish: () => resolve("done"), fail: () => reject(new Error("broken")) };
}

/** All that is ready to run has run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a gate for 2, with room for 1 to wait", () => {
  function gateWith(count: number) {
    const gate = createGate({ concurrency: 2, queueMax: 1 });
    const works = Array.from({ length: count }, heldWork);
    const results = works.map(({ work }) => gate.run(work));
    const outcomes = Promise.allSettled(results);
    return { gate, works, outcomes, started: () => works.map(({ state }) => state.started) };
  }

  test("lets two in, and the third when one of them is done", async () => {
    const { works, outcomes, started } = gateWith(3);
    await settled();
    expect(started()).toEqual([true, true, false]);
    works[1]?.finish();
    await settled();
    expect(started()).toEqual([true, true, true]);
    for (const work of works) work.finish();
    expect(await outcomes).toMatchObject([{ value: "done" }, { value: "done" }, { value: "done" }]);
  });

  test("turns the fourth away at once, and says when to come again", async () => {
    const { works, outcomes, started } = gateWith(4);
    await settled();
    for (const work of works) work.finish();
    const fourth = (await outcomes)[3];
    expect(started()[3]).toBe(false);
    expect(fourth).toMatchObject({ status: "rejected", reason: { code: "unavailable", status: 503 } });
    expect(
      fourth?.status === "rejected" && fourth.reason instanceof AppError && fourth.reason.headers,
    ).toHaveProperty("retry-after");
  });

  test("keeps no place for work that has failed", async () => {
    const { gate, works, outcomes } = gateWith(3);
    for (const work of works) work.fail();
    expect(await outcomes).toMatchObject([
      { status: "rejected" },
      { status: "rejected" },
      { status: "rejected" },
    ]);
    const again = [heldWork(), heldWork(), heldWork()];
    const results = again.map(({ work }) => gate.run(work));
    await settled();
    expect(again.map(({ state }) => state.started)).toEqual([true, true, false]);
    for (const work of again) work.finish();
    expect(await Promise.all(results)).toEqual(["done", "done", "done"]);
  });

  test("a hundred, one after the other through the gate, never are more than two", async () => {
    const gate = createGate({ concurrency: 2, queueMax: 100 });
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await settled();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 100 }, () => gate.run(work)));
    expect(most).toBe(2);
    expect(running).toBe(0);
  });
});
