/** What INSERT and UPDATE write into columns, and whether triggers let it stand. */
import type { Node } from "libpg-query";
import type { Relation, RowTrigger } from "../catalog.ts";
import { evaluate } from "./expressions.ts";
import type { Scope } from "./scope.ts";
import { bodyOf } from "./tree.ts";

/** From a column's name in SET to whether what it is set to may be NULL. */
export function assignedNullables(targetList: readonly Node[] = [], scope: Scope): Map<string, boolean> {
  const targets = targetList.flatMap((node) => bodyOf(node, "ResTarget") ?? []);
  return new Map(
    targets.map(({ name = "", indirection, val }) => [
      name,
      indirection !== undefined || evaluate(assignedNode(val), scope).nullable,
    ]),
  );
}

/** `SET (a, b) = (1, 2)` gives each column a part of the row; one from a subquery has none. */
function assignedNode(val: Node | undefined): Node | undefined {
  const part = bodyOf(val, "MultiAssignRef");
  if (part === undefined) return val;
  return bodyOf(part.source, "RowExpr")?.args?.[(part.colno ?? 1) - 1];
}

export type Event = "INSERT" | "UPDATE" | "DELETE";

/** Rows are stored as they are written, but for triggers: true for tables, false for views and foreign tables. */
export const isStored = ({ kind }: Relation): boolean => kind === "table" || kind === "partitioned";

/** True if the column keeps the value that the statement gave it. */
export function isLeftAlone(relation: Relation, event: Event, column: string): boolean {
  const { generated } = relation.columns.find(({ name }) => name === column) ?? { generated: true };
  const isKept = ({ changes }: RowTrigger): boolean => changes !== "any" && !changes.has(column);
  return isStored(relation) && !generated && triggersOf(relation, event).every(isKept);
}

/** True if a trigger may leave the row out. */
export const maySkip = (relation: Relation, event: Event): boolean =>
  triggersOf(relation, event).some(({ skips }) => skips);

/** An update that moves a row to another partition inserts it there. */
function triggersOf({ kind, triggers }: Relation, event: Event): RowTrigger[] {
  const moves = event === "UPDATE" && kind === "partitioned";
  return triggers.filter(({ events }) => events.has(event) || (moves && events.has("INSERT")));
}
