/** How things are written for people, in the browser's language where it has one. */

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** @param at RFC 3339 */
export const asMoment = (at: string): string => moment.format(new Date(at));

/** @param at RFC 3339 */
export const asDay = (at: string): string => day.format(new Date(at));

/** "member.role_changed" → "member role changed" */
export const asWords = (name: string): string => name.replaceAll(/[._]/g, " ");

/** "Mozilla/5.0 (X11; Linux …) … Chrome/156.0 Safari/537.36" → "Chrome on Linux"; as it is when it is none that we know. */
export function asDevice(userAgent: string | null): string {
  if (userAgent === null) return "An unknown device";
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser === undefined) return userAgent.slice(0, 60);
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** The first that fits: browsers call themselves by the names of those before them too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];
