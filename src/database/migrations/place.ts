/** A place in a file as people and editors count: lines and columns from 1, columns in characters. */

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** `offset` in UTF-16 units, as JavaScript counts. */
export function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}
