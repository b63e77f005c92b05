import { describe, expect, test } from "bun:test";
import { checkCron, nextSlot } from "./cron.ts";

/** The slots after `after`, in UTC. */
function slots(cron: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = [];
  for (let at = new Date(after); found.length < count; found.push(at.toISOString()))
    at = nextSlot({ cron, timezone }, at);
  return found.map((slot) => slot.slice(0, "2026-01-01T00:00".length));
}

test("a slot is never the moment itself but the next one", () => {
  expect(slots("0 3 * * *", "UTC", "2026-01-01T03:00:00Z", 2)).toEqual([
    "2026-01-02T03:00",
    "2026-01-03T03:00",
  ]);
});

describe("where daylight saving begins (Berlin, 29 March 2026, 02:00 → 03:00)", () => {
  test("what is due in the hour that does not exist comes right after it", () => {
    expect(slots("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
  });

  test("every half hour stays every half hour", () => {
    expect(slots("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:15:00Z", 3)).toEqual([
      "2026-03-29T00:30",
      "2026-03-29T01:00",
      "2026-03-29T01:30",
    ]);
  });
});

describe("where daylight saving ends (Berlin, 25 October 2026, 03:00 → 02:00)", () => {
  test("what is due in the hour that comes twice comes once", () => {
    expect(slots("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  test("every hour comes in both of them", () => {
    expect(slots("0 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", 4)).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T01:00",
      "2026-10-25T02:00",
      "2026-10-25T03:00",
    ]);
  });
});

describe("what is no schedule is refused when it is declared", () => {
  test.each([
    ["seconds", "* * * * * *", "UTC"],
    ["a minute that does not exist", "61 * * * *", "UTC"],
    ["a day that never comes", "0 0 31 2 *", "UTC"],
    ["an unknown time zone", "0 0 * * *", "Mars/Olympus_Mons"],
  ])("%s", (_, cron, timezone) => {
    expect(() => checkCron({ cron, timezone })).toThrow();
  });
});
