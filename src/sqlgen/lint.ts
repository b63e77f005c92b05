/** The rules that a query keeps besides being right: its title, its documentation, and what it may do under that title. */
import type { Node } from "libpg-query";
import type { Verb } from "../database/query.ts";
import type { Analysis, StatementKind } from "./analysis/analysis.ts";
import type { Catalog } from "./catalog.ts";
import { type Problem, problemAt } from "./finding.ts";
import { effectsOf, VERBS } from "./kinds.ts";
import { verbOf } from "./naming.ts";
import { fileOffset } from "./parameters.ts";
import { stringOffsets } from "./parse.ts";
import type { Returns, Source } from "./source.ts";
import { targetOffsets } from "./targets.ts";
import type { DescribedColumn } from "./wire.ts";

/** What the file alone tells. */
export function lintSource(path: string, source: Source): Problem[] {
  const { title, titleOffset, documentation } = source;
  const fileName = path.slice(path.lastIndexOf("/") + 1, -".sql".length);
  const problems: Problem[] = [];
  const report = (code: string, message: string, hint: string) =>
    problems.push(problemAt(titleOffset, code, message, hint));
  if (title !== fileName) {
    report(
      "title_file",
      `the title is \`${title}\`, the file is called ${fileName}.sql`,
      "Give both the same name.",
    );
  }
  if (verbOf(title) === undefined) {
    report(
      "title_verb",
      `\`${title}\` does not begin with Fetch, Insert, Modify or Destroy`,
      "Begin with what the query does: FetchUserByEmail.",
    );
  }
  if (title.endsWith("Query")) {
    report(
      "title_reserved",
      `\`${title}\` ends in a word that generated names end in`,
      "Name what comes back, without `Query`.",
    );
  }
  if (documentation.length === 0) {
    report(
      "documentation_missing",
      "nothing says what the query is for",
      "Write a `-- …` line under the header: it becomes the method's documentation.",
    );
  }
  return problems;
}

/** Titles are unique in the project: they are the names of spans. The title stands in the same place in every file. */
export function duplicateTitle(title: string, others: readonly string[]): Problem {
  const hint = `Rename one of them; the other is ${others.join(", ")}.`;
  return problemAt("/* @name ".length, "title_duplicate", `there is another query called \`${title}\``, hint);
}

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

function factProblems(source: Source, { facts }: Analysis): Problem[] {
  const place = placesIn(source);
  return [
    ...facts.stars.map((byte) =>
      problemAt(
        place(byte),
        "select_star",
        "`*` stands for whatever columns there are",
        "Name the columns: a new one in the table must not change what a query gives.",
      ),
    ),
    ...facts.orderByParameters.map((byte) =>
      problemAt(
        place(byte),
        "order_by_parameter",
        "a parameter in ORDER BY is a constant and sorts nothing",
        "Write `CASE WHEN :sort = 'name' THEN name END`, or a query for each order.",
      ),
    ),
    ...facts.unfiltered.map(({ kind, offset }) =>
      problemAt(
        place(offset),
        "where_missing",
        `this ${kind} touches every row of the table`,
        "Write WHERE; `WHERE true` when every row is meant.",
      ),
    ),
  ];
}

/** From an offset in the parse tree to the place in the file. */
function placesIn({ sent }: Source): (byte: number) => number {
  const toOffset = stringOffsets(sent.text);
  return (byte) => fileOffset(sent, toOffset(byte));
}

function columnProblems({ source, statement, columns }: Checked): Problem[] {
  const offsets = targetOffsets(statement);
  const place = placesIn(source);
  return columns.flatMap(({ name }, index) => {
    const byte = offsets.length === columns.length ? offsets[index] : undefined;
    const offset = byte === undefined ? (source.tokens[0]?.start ?? 0) : place(byte);
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
    const target = analysis.facts.targets[index - 1];
    if (required || transform !== undefined || target === undefined) return [];
    const relation = catalog.relations.get(target.relation);
    const column = relation?.columns.find(({ attribute }) => attribute === target.attribute);
    if (relation === undefined || column?.notNull !== true || relation.triggers.length > 0) return [];
    const hint = `Write \`:${name}!\`, or \`coalesce(:${name}, …)\` with what to take instead.`;
    const message = `\`:${name}\` may be left out, but ${relation.name}.${column.name} is NOT NULL`;
    return [problemAt(offset, "parameter_optional", message, hint)];
  });
}
