/** The rules that a statement keeps besides being right: what it may do under its title, and what its result may be. */
import type { Node } from "libpg-query";
import type { Verb } from "../database/query.ts";
import type { Analysis, ParameterTarget, StatementKind } from "./analysis/analysis.ts";
import type { Catalog } from "./catalog.ts";
import { type Problem, problemAt } from "./finding.ts";
import { effectsOf, VERBS } from "./kinds.ts";
import { verbOf } from "./naming.ts";
import { fileOffset } from "./parameters.ts";
import { stringOffsets } from "./parse.ts";
import type { Returns, Source } from "./source.ts";
import { columnOffsets } from "./targets.ts";
import type { DescribedColumn } from "./wire.ts";

export interface Checked {
  readonly source: Source;
  readonly statement: Node;
  readonly analysis: Analysis;
  readonly columns: readonly DescribedColumn[];
  readonly catalog: Catalog;
}

/** What the statement does. */
export function lintStatement(checked: Checked): Problem[] {
  const { source, statement, analysis } = checked;
  return [
    ...verbProblems(source, effectsOf(statement, analysis.kind)),
    ...factProblems(source, analysis),
    ...columnProblems(checked),
    ...returnsProblems(source, analysis.rows),
    ...optionalProblems(checked),
  ];
}

function verbProblems({ title, tokens }: Source, effects: readonly StatementKind[]): Problem[] {
  const verb = verbOf(title);
  const right = effects.flatMap((kind) => VERBS[kind] ?? []);
  if (verb === undefined || right.includes(verb)) return [];
  const offset = tokens[0]?.start ?? 0;
  if (right.length === 0) {
    const hint =
      "A query is a SELECT, INSERT, UPDATE, MERGE or DELETE; anything else belongs into a migration.";
    return [problemAt(offset, "verb_mismatch", "this statement is no query", hint)];
  }
  const titles = [...new Set(right)].map((other) => `${other}${title.slice(verb.length)}`).join(" or ");
  const message = `\`${title}\` is ${effects.map(withArticle).join(" and ")}`;
  return [problemAt(offset, "verb_mismatch", message, `Call it ${titles}, or write ${statementOf(verb)}.`)];
}

const statementOf = (verb: Verb): string =>
  Object.entries(VERBS)
    .flatMap(([kind, other]) => (other === verb ? [withArticle(kind)] : []))
    .join(" or ");

const withArticle = (kind: string): string => `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;

const STAR = {
  code: "select_star",
  message: "`*` stands for whatever columns there are",
  hint: "Name the columns: a new one in the table must not change what a query gives.",
};
const ORDER_BY = {
  code: "order_by_parameter",
  message: "a parameter in ORDER BY is a constant and sorts nothing",
  hint: "Write `CASE WHEN :sort = 'name' THEN name END`, or a query for each order.",
};
const WHERE_HINT = "Write WHERE; `WHERE true` when every row is meant.";

function factProblems(source: Source, { facts }: Analysis): Problem[] {
  const place = placesIn(source);
  return [
    ...facts.stars.map((byte) => ({ offset: place(byte), ...STAR })),
    ...facts.orderByParameters.map((byte) => ({ offset: place(byte), ...ORDER_BY })),
    ...facts.unfiltered.map(({ kind, offset }) =>
      problemAt(place(offset), "where_missing", `this ${kind} touches every row of the table`, WHERE_HINT),
    ),
  ];
}

/** From an offset in the parse tree to the place in the file. */
function placesIn({ sent }: Source): (byte: number) => number {
  const toOffset = stringOffsets(sent.text);
  return (byte) => fileOffset(sent, toOffset(byte));
}

function columnProblems({ source, statement, columns }: Checked): Problem[] {
  const offsetOf = columnOffsets(source, statement, columns.length);
  return columns.flatMap(({ name }, index) => {
    const offset = offsetOf(index);
    if (name === "?column?")
      return [problemAt(offset, "column_anonymous", "this column has no name", "Write `AS` and a name.")];
    if (columns.findIndex((other) => other.name === name) === index) return [];
    return [
      problemAt(
        offset,
        "column_duplicate",
        `there are two columns called \`${name}\``,
        "Name one of them differently with `AS`.",
      ),
    ];
  });
}

/** What `@returns` may claim beside what is proven: it narrows, it never widens. */
const narrower: Readonly<Record<Returns, readonly Returns[]>> = {
  one: ["one"],
  maybe: ["maybe", "one"],
  many: ["many", "maybe", "one"],
  count: ["count"],
};

function returnsProblems({ returns }: Source, proven: Returns): Problem[] {
  if (returns === undefined || narrower[proven].includes(returns.value)) return [];
  const message = `\`@returns ${returns.value}\` contradicts what is proven: ${proven}`;
  return [
    problemAt(
      returns.offset,
      "returns_contradicts",
      message,
      "Remove the line: what is proven needs no claim.",
    ),
  ];
}

/** A parameter that may be left out is NULL then, and a column that is NOT NULL refuses it on every such call. */
function optionalProblems({ source, analysis, catalog }: Checked): Problem[] {
  return source.parameters.flatMap(({ name, required, transform, index, offset }) => {
    if (required || transform !== undefined) return [];
    const column = refusingColumn(catalog, analysis.facts.targets[index - 1]);
    if (column === undefined) return [];
    const hint = `Write \`:${name}!\`, or \`coalesce(:${name}, …)\` with what to take instead.`;
    const message = `\`:${name}\` may be left out, but ${column} is NOT NULL`;
    return [problemAt(offset, "parameter_optional", message, hint)];
  });
}

/** The name of the column if NULL cannot be written to it; a trigger may still put something in its place. */
function refusingColumn(catalog: Catalog, target: ParameterTarget | undefined): string | undefined {
  const relation = catalog.relations.get(target?.relation ?? 0);
  const column = relation?.columns.find(({ attribute }) => attribute === target?.attribute);
  if (relation === undefined || column?.notNull !== true) return undefined;
  const isMended = relation.triggers.some(({ changes }) => changes === "any" || changes.has(column.name));
  return isMended ? undefined : `${relation.name}.${column.name}`;
}
