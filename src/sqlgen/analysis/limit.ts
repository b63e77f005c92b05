/** LIMIT, FETCH FIRST and OFFSET. */
import type { Node, SelectStmt } from "libpg-query";
import { atMostOne, orNone, type Rows } from "./rows.ts";
import { bodyOf } from "./tree.ts";

export function limitRows({ limitCount, limitOption, limitOffset }: SelectStmt, rows: Rows): Rows {
  const count = limitOf(limitCount);
  const limited =
    count !== undefined && count <= 1 && limitOption !== "LIMIT_OPTION_WITH_TIES" ? atMostOne(rows) : rows;
  const isSure = limitCount === undefined || (count !== undefined && count > 0);
  const skips = limitOffset !== undefined && limitOf(limitOffset) !== 0;
  return isSure && !skips ? limited : orNone(limited);
}

/** Only a number that is written there is known; LIMIT ALL and LIMIT NULL are no limit. */
function limitOf(node: Node | undefined): number | undefined {
  const constant = bodyOf(node, "A_Const");
  if (constant?.isnull === true) return Number.POSITIVE_INFINITY;
  return constant?.ival === undefined ? undefined : (constant.ival.ival ?? 0);
}
