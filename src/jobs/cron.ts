/**
 * When a schedule's next slot is. Daylight saving as Vixie's cron has it: what is due at a time that the clocks skip
 * comes right after the gap; what is due at a time that they show twice comes once, and "every half hour" goes on.
 */
import { Cron } from "croner";

export interface CronPattern {
  readonly cron: string;
  readonly timezone?: string | undefined;
}

export const DEFAULT_TIMEZONE = "UTC";

/** The first slot after `after`. @throws {Error} when there is none, or when the pattern or the zone is wrong */
export function nextSlot({ cron, timezone = DEFAULT_TIMEZONE }: CronPattern, after: Date): Date {
  const slot = new Cron(cron, { timezone, mode: "5-part", paused: true }).nextRun(after);
  if (slot === null) throw new Error(`the schedule "${cron}" never comes`);
  return slot;
}

/** @throws {Error} when the pattern does not have five fields, never comes, or the zone is unknown */
export function checkCron(pattern: CronPattern): void {
  nextSlot(pattern, new Date(0));
}
