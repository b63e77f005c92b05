/** WITH: what each of its names gives, recursive ones included. */
import type { CommonTableExpr, WithClause } from "libpg-query";
import { MANY } from "./rows.ts";
import { type Ctes, NOTHING_KNOWN, type Output, type OutputColumn, type Scope } from "./scope.ts";
import { combine } from "./set-operations.ts";
import { bodyOf, wordsOf } from "./tree.ts";
import { UNKNOWN } from "./types.ts";

/** `outer` is the statement around the one that WITH belongs to. */
export function withQueries(clause: WithClause | undefined, outer: Scope): Ctes | undefined {
  const ctes = (clause?.ctes ?? []).flatMap((node) => bodyOf(node, "CommonTableExpr") ?? []);
  if (clause?.recursive === true) return recursiveQueries(ctes, outer);
  return ctes.reduce<Ctes | undefined>((before, cte) => {
    const output = readOnce(() => named(cte, queryOutput(cte, { ...outer, ctes: before })));
    return { find: (name) => (name === cte.ctename ? output() : undefined), parent: before };
  }, outer.ctes);
}

/** All see each other, in any order; Postgres refuses circles of more than one. */
function recursiveQueries(ctes: readonly CommonTableExpr[], outer: Scope): Ctes {
  const outputs = new Map<string, () => Output>();
  const layer: Ctes = { find: (name) => outputs.get(name)?.(), parent: outer.ctes };
  for (const cte of ctes) {
    outputs.set(
      cte.ctename ?? "",
      readOnce(() => named(cte, fixpoint(cte, { ...outer, ctes: layer }))),
    );
  }
  return layer;
}

/** Most queries are asked for several times. One that asks for itself while it is being read gets no answer. */
function readOnce(compute: () => Output): () => Output {
  let output: Output | undefined;
  return () => {
    if (output === undefined) {
      output = NOTHING_KNOWN;
      output = compute();
    }
    return output;
  };
}

function queryOutput({ ctequery }: CommonTableExpr, scope: Scope): Output {
  return ctequery === undefined ? NOTHING_KNOWN : scope.context.query(ctequery, scope);
}

/** Begins with the part that is not recursive, and adds what the other part can make NULL until nothing changes. */
function fixpoint(cte: CommonTableExpr, outer: Scope): Output {
  const select = bodyOf(cte.ctequery, "SelectStmt");
  const { op, larg, rarg } = select ?? {};
  if (op !== "SETOP_UNION" || larg === undefined || rarg === undefined) return queryOutput(cte, outer);
  const scope: Scope = { ...outer, ctes: withQueries(select?.withClause, outer) };
  let known = scope.context.query({ SelectStmt: larg }, scope);
  for (;;) {
    const working = named(cte, { ...known, rows: MANY, keys: () => [] });
    const self: Ctes = { find: (name) => (name === cte.ctename ? working : undefined), parent: scope.ctes };
    const step = scope.context.query({ SelectStmt: rarg }, { ...scope, ctes: self });
    const next = combine("SETOP_UNION", true, known, step);
    if (summary(next) === summary(known)) return { ...next, rows: MANY };
    known = next;
  }
}

const summary = ({ columns, opaque }: Output): string =>
  `${opaque} ${columns.map(({ nullable, type }) => `${nullable} ${type}`).join()}`;

/** With the names that the clause gives, and the columns that SEARCH and CYCLE add. */
function named(cte: CommonTableExpr, output: Output): Output {
  const names = wordsOf(cte.aliascolnames);
  const columns = output.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
  const added = [
    cte.search_clause?.search_seq_column,
    cte.cycle_clause?.cycle_mark_column,
    cte.cycle_clause?.cycle_path_column,
  ];
  const unknown = added.flatMap((name): OutputColumn[] =>
    name === undefined ? [] : [{ name, type: UNKNOWN, nullable: true }],
  );
  return { ...output, columns: [...columns, ...unknown] };
}
