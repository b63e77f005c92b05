/**
 * The texts of pgtyped's spread and pick forms, which depend on how many values there are. `= ANY(:ids!)` and
 * `unnest(…)` do the same with a text that never changes, and are prepared once: prefer them.
 */
import type { Statement } from "./query.ts";

export interface List {
  /** Each row becomes `($1, $2)`: one for a list of values or an object, one for each of a list of objects. */
  readonly rows: readonly (readonly unknown[])[];
  /** A list of values: its type in SQL. An empty one is written as a query without rows, right for IN and NOT IN. */
  readonly type?: string;
}

/**
 * `pieces[0]`, the first list, `pieces[1]`, …; `values` are `$1 …` in the pieces.
 * @throws {RangeError} when a list of objects is empty: there is no text that inserts nothing
 */
export function expandLists(
  pieces: readonly string[],
  values: readonly unknown[],
  lists: readonly List[],
): Statement {
  const bound = [...values];
  let text = pieces[0] ?? "";
  lists.forEach((list, index) => {
    text += listText(list, bound) + (pieces[index + 1] ?? "");
  });
  return { text, values: bound };
}

function listText({ rows, type }: List, bound: unknown[]): string {
  if (rows.length === 0) throw new RangeError("a list of rows is empty");
  if (type !== undefined && rows[0]?.length === 0) return `(SELECT NULL::${type} WHERE false)`;
  return rows.map((row) => `(${row.map((value) => `$${bound.push(value)}`).join(", ")})`).join(", ");
}
