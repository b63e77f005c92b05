/** Which backups are kept: the newest of each of the last days, weeks and months that have any. */

export interface Retention {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

/** Those that may go, of the times at which backups were made. The newest never is one of them. */
export function expired(times: readonly Date[], { days, weeks, months }: Retention): Date[] {
  const newestFirst = times.toSorted((a, b) => b.getTime() - a.getTime());
  const kept = new Set([
    ...newestFirst.slice(0, 1),
    ...newestOfEach(newestFirst, dayOf, days),
    ...newestOfEach(newestFirst, weekOf, weeks),
    ...newestOfEach(newestFirst, monthOf, months),
  ]);
  return newestFirst.filter((time) => !kept.has(time));
}

function newestOfEach(newestFirst: readonly Date[], period: (time: Date) => string, count: number): Date[] {
  const newest = new Map<string, Date>();
  for (const time of newestFirst) {
    if (!newest.has(period(time))) newest.set(period(time), time);
  }
  return [...newest.values()].slice(0, count);
}

const DAY_MS = 86_400_000;
/** The epoch was a Thursday: this many days on, weeks begin on Mondays. */
const THURSDAY = 3;

const dayOf = (time: Date) => time.toISOString().slice(0, 10);
const weekOf = (time: Date) => String(Math.floor((time.getTime() / DAY_MS + THURSDAY) / 7));
const monthOf = (time: Date) => time.toISOString().slice(0, 7);
