/** What errors that are the same have in common, so that a thousand of them are one thing to look at. */
import { createHash } from "node:crypto";
import { DbError } from "../database/errors.ts";
import { causes } from "./causes.ts";

const FRAMES = 3;
const LENGTH = 12;

/**
 * Of where it happened and the names and stacks of the error and its causes. Not of messages, which hold values, nor of
 * line numbers, which change with every release.
 */
export function fingerprint(place: string, error: unknown): string {
  const parts = [place, ...causes(error).flatMap(traits)];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, LENGTH);
}

function traits(cause: unknown): string[] {
  if (!(cause instanceof Error)) return ["thrown"];
  const database = cause instanceof DbError ? [cause.title ?? "", cause.sqlstate ?? cause.kind] : [];
  return [cause.name, ...database, ...ownFrames(cause)];
}

/** "at run (/app/src/database/runner.ts:54:12)" → "run runner.ts", of our own code alone. */
function ownFrames({ stack = "" }: Error): string[] {
  const frames = stack.split("\n").filter((line) => /^\s*at /.test(line) && !line.includes("node_modules"));
  return frames.slice(0, FRAMES).map((line) => {
    const [, name = "", file = ""] = /at (?:async )?(.*?)\(?(?:[^\s()]*\/)?([^\s/()]*?):\d+/.exec(line) ?? [];
    return `${name.trim()} ${file}`;
  });
}
