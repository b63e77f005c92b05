/** The place of an organization in URLs, made from its name when nobody chose one. */
import { SLUG_MAX_LENGTH, SLUG_MIN_LENGTH } from "./limits.ts";

/** Leaves room for the "-50" of one that is taken. */
const ROOM = SLUG_MAX_LENGTH - 3;

/** "Crème & Söhne" → "creme-sohne"; a name without Latin letters or digits → "organization". */
export function slugOf(name: string): string {
  const words = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const slug = words.join("-").slice(0, ROOM).replace(/-$/, "");
  return slug.length < SLUG_MIN_LENGTH ? "organization" : slug;
}
