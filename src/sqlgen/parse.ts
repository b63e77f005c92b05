/**
 * Postgres' own parser, compiled to WebAssembly: the tree that the server would build of a statement, without asking
 * the server. Hides edges of the package: it must be loaded once, places in its trees count bytes of UTF-8, and those of
 * its errors characters.
 */
import { hasSqlDetails, loadModule, type Node, parseSync } from "libpg-query";
import { offsetOfPosition } from "./parameters.ts";

/** Must have ended before anything is parsed; asking again costs nothing. */
export const loadParser = (): Promise<void> => loadModule();

export type Parsed =
  | { readonly statement: Node }
  /** `offset` counts UTF-16 units of the text, from 0. */
  | { readonly error: { readonly message: string; readonly offset: number } };

/** The one statement of the text. Offsets inside the tree count bytes: `stringOffsets` translates. */
export function parseStatement(text: string): Parsed {
  try {
    const statement = parseSync(text).stmts?.[0]?.stmt;
    return statement === undefined
      ? { error: { message: "there is no statement", offset: 0 } }
      : { statement };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const position = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
    return { error: { message: error.message, offset: offsetOfPosition(text, position + 1) } };
  }
}

/** From a byte of the text's UTF-8 to the place in the string. Most texts are ASCII: both are the same then. */
export function stringOffsets(text: string): (byte: number) => number {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === text.length) return (byte) => byte;
  const decoder = new TextDecoder();
  return (byte) => decoder.decode(bytes.subarray(0, byte)).length;
}
