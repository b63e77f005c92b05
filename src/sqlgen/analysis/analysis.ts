/**
 * What can be proven of a statement without running it: which columns are never NULL, how many rows can come, whether
 * it is a plain read; and the facts that the lint rules ask for. Whatever is not understood counts as the weaker case.
 */
import type { Node } from "libpg-query";
import type { Catalog } from "../catalog.ts";
import type { Parameter } from "../parameters.ts";
import type { Returns } from "../source.ts";
import type { DescribedColumn } from "../wire.ts";
import { findFacts } from "./facts.ts";
import { isPureRead } from "./purity.ts";
import { queryOutput } from "./query.ts";
import type { Rows } from "./rows.ts";
import { type Context, emptyScope, type Output, type ParameterFacts } from "./scope.ts";
import { bodyOf, kindOf, type NodeKind } from "./tree.ts";

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

const KINDS: { readonly [K in NodeKind]?: StatementKind } = {
  SelectStmt: "SELECT",
  InsertStmt: "INSERT",
  UpdateStmt: "UPDATE",
  DeleteStmt: "DELETE",
  MergeStmt: "MERGE",
};

/** SELECT … INTO makes a table. */
function statementKind(statement: Node): StatementKind {
  const isInto = bodyOf(statement, "SelectStmt")?.intoClause !== undefined;
  const kind = kindOf(statement);
  return (isInto || kind === undefined ? undefined : KINDS[kind]) ?? "OTHER";
}

/** Pure: asks no database. */
export function analyze({ statement, parameters, description, catalog }: AnalysisInput): Analysis {
  const context: Context = {
    catalog,
    parameters: description.parameters.map((type, index) => parameterFacts(parameters, index + 1, type)),
    query: queryOutput,
  };
  const output = queryOutput(statement, emptyScope(context));
  const names = description.columns.map(({ name }) => name);
  const isUnderstood = !output.opaque && haveNames(output.columns, names);
  const kind = statementKind(statement);
  return {
    kind,
    columns: names.map((name, index) => ({
      name,
      nullable: !isUnderstood || (output.columns[index]?.nullable ?? true),
    })),
    rows: names.length === 0 ? "count" : returnsOf(output.rows),
    pure: kind === "SELECT" && isPureRead(statement, catalog),
    facts: findFacts(statement, catalog),
  };
}

/** If the names are not those that the server gives, something was not understood. */
const haveNames = (columns: Output["columns"], names: readonly string[]): boolean =>
  columns.length === names.length && columns.every(({ name }, index) => name === names[index]);

function returnsOf({ min, max }: Rows): Returns {
  if (max === "many") return "many";
  return min === 1 ? "one" : "maybe";
}

/** Whose `$number` it is; the values of a list may be anything. */
function parameterFacts(parameters: readonly Parameter[], number: number, type: number): ParameterFacts {
  const owner = parameters.find(({ index, width }) => index <= number && number < index + width);
  const { transform } = owner ?? {};
  if (owner === undefined || transform?.kind === "spread") return { type, nullable: true, list: true };
  if (transform === undefined) return { type, nullable: !owner.required, list: false };
  const key = transform.keys[number - owner.index];
  return { type, nullable: key?.required !== true, list: transform.kind === "pickSpread" };
}
