/** Which backups are kept: the newest of each of the last days, weeks and months that have any. */
import { idOf, listBackups } from "./manifest.ts";
import type { Store } from "./store.ts";

export interface Retention {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

/** Removes what is no longer asked for, and what was left unfinished long ago; gives the names of the dumps. */
export async function pruneBackups(store: Store, retention: Retention, now: Date): Promise<string[]> {
  const { backups, unfinished } = await listBackups(store);
  const times = backups.map(({ createdAt }) => new Date(createdAt));
  const gone = new Set(expired(times, retention).map(idOf));
  const removed = backups.filter(({ id }) => gone.has(id));
  for (const { id, file } of removed) {
    // The manifest first: half a backup must not look like one.
    await store.remove(`${id}.json`);
    await store.remove(file);
  }
  const abandoned = unfinished.filter((name) => name < idOf(new Date(now.getTime() - DAY_MS)));
  for (const name of abandoned) await store.remove(name);
  return [...removed.map(({ file }) => file), ...abandoned];
}

/** Those that may go, of the times at which backups were made. The newest never is one of them. */
function expired(times: readonly Date[], { days, weeks, months }: Retention): Date[] {
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
