/**
 * What can be proven of a statement without running it: which columns are never NULL, how many rows can come, whether
 * it is a plain read; and the facts that the lint rules ask for. Whatever is not understood counts as the weaker case.
 */
import type { Node } from "libpg-query";
import type { Catalog } from "../catalog.ts";
import type { Parameter } from "../parameters.ts";
import type { Returns } from "../source.ts";
import type { DescribedColumn } from "../wire.ts";

export interface AnalysisInput {
  /** The statement, from `parseStatement`. */
  readonly statement: Node;
  /** In the order of `$1 …`; some stand for several. */
  readonly parameters: readonly Parameter[];
  /** What the server says that the statement takes and gives. */
  readonly description: {
    readonly parameters: readonly number[];
    readonly columns: readonly DescribedColumn[];
  };
  readonly catalog: Catalog;
}

export type StatementKind = "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "OTHER";

export interface Analysis {
  /** What the statement is, looking past WITH; VALUES and TABLE are SELECT. */
  readonly kind: StatementKind;
  /** As described by the server, in that order. Overrides (`AS "n!"`) are not applied. */
  readonly columns: readonly { readonly name: string; readonly nullable: boolean }[];
  readonly rows: Returns;
  /** A plain read: no locks, no volatile functions, no writing CTE. It may run on a replica, or again. */
  readonly pure: boolean;
  readonly facts: Facts;
}

/** Offsets count bytes of the text that was parsed: see `stringOffsets`. */
export interface Facts {
  /** `*` or `t.*` in a list of columns, at any depth but in EXISTS. */
  readonly stars: readonly number[];
  /** Parameters that stand alone in ORDER BY: they sort by a constant. */
  readonly orderByParameters: readonly number[];
  /** UPDATE and DELETE without WHERE, at any depth. */
  readonly unfiltered: readonly { readonly kind: "UPDATE" | "DELETE"; readonly offset: number }[];
  /** For `$1 …`: the column that the parameter is written to as it is. */
  readonly targets: readonly (ParameterTarget | undefined)[];
}

export interface ParameterTarget {
  /** Oid of the table. */
  readonly relation: number;
  readonly attribute: number;
}

/** Pure: asks no database. */
export function analyze(input: AnalysisInput): Analysis {
  return {
    kind: "OTHER",
    columns: input.description.columns.map(({ name }) => ({ name, nullable: true })),
    rows: input.description.columns.length === 0 ? "count" : "many",
    pure: false,
    facts: { stars: [], orderByParameters: [], unfiltered: [], targets: [] },
  };
}
