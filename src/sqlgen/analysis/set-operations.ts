/** UNION, INTERSECT and EXCEPT. */
import type { SetOperation } from "libpg-query";
import { MANY, orNone, type Rows } from "./rows.ts";
import type { Output, OutputColumn, OutputKey } from "./scope.ts";
import { commonType } from "./types.ts";

export function combine(operation: SetOperation, all: boolean, left: Output, right: Output): Output {
  const columns = left.columns.map((column, index) => combineColumn(operation, column, right.columns[index]));
  const everything: OutputKey = { columns: columns.map((_, index) => index), nullsEqual: true };
  return {
    columns,
    opaque: left.opaque || right.opaque,
    rows: combineRows(operation, left.rows, right.rows),
    keys: () => (operation === "SETOP_EXCEPT" ? left.keys() : all ? [] : [everything]),
  };
}

/** A row of an intersection is in both, so that one side's promise is enough; what is left of EXCEPT is the left side's. */
function combineColumn(
  operation: SetOperation,
  left: OutputColumn,
  right: OutputColumn | undefined,
): OutputColumn {
  const other = right?.nullable ?? true;
  const type = commonType([left.type, right?.type ?? 0]);
  if (operation === "SETOP_INTERSECT") return { ...left, type, nullable: left.nullable && other };
  if (operation === "SETOP_EXCEPT") return { ...left, type };
  return { ...left, type, nullable: left.nullable || other };
}

function combineRows(operation: SetOperation, left: Rows, right: Rows): Rows {
  if (operation === "SETOP_EXCEPT") return orNone(left);
  if (operation === "SETOP_INTERSECT") return orNone(left.max === "one" ? left : right);
  return { ...MANY, min: left.min === 1 || right.min === 1 ? 1 : 0 };
}
