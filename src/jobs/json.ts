/** What a job says of itself, made fit to be stored: results and errors come from anywhere, and must never be why a row cannot be written. */
import type { Json } from "../database/codec.ts";

/** An escape in the text of JSON that jsonb refuses: NUL, and half of a surrogate pair. Any other escape is passed over whole. */
const ESCAPE = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/** As JSON has it, without what Postgres cannot store; null when it is no JSON at all. */
export function storableJson(value: unknown): Json {
  const text = textOf(value);
  if (text === undefined) return null;
  return JSON.parse(text.replaceAll(ESCAPE, (found) => (/^\\u(0000|d)/.test(found) ? "\\ufffd" : found)));
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
