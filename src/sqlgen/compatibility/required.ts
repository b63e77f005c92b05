/** INSERTs that leave out a column which they did not have to give before: the server says so only when they run. */
import type { Node } from "libpg-query";
import { findAll } from "../analysis/tree.ts";
import { type Catalog, findRelation, type Relation, type RelationColumn } from "../catalog.ts";
import type { Problem } from "../finding.ts";
import { fileOffset } from "../parameters.ts";
import { parseStatement, stringOffsets } from "../parse.ts";
import type { Source } from "../source.ts";

export function requiredProblems(source: Source, home: Catalog, there: Catalog): Problem[] {
  const parsed = parseStatement(source.sent.text);
  if ("error" in parsed) return [];
  const toOffset = stringOffsets(source.sent.text);
  return insertsIn(parsed.statement).flatMap(({ schema, table, columns, location }) => {
    const before = missing(findRelation(home, schema, table), columns);
    const after = missing(findRelation(there, schema, table), columns);
    return after
      .filter((name) => !before.includes(name))
      .map((name) => ({
        offset: fileOffset(source.sent, toOffset(location)),
        code: "column_required",
        message: `this INSERT leaves out ${table}.${name}, which is NOT NULL and has no default`,
      }));
  });
}

interface Insert {
  readonly schema: string | undefined;
  readonly table: string;
  /** Undefined: all of them, in the table's order. */
  readonly columns: readonly (string | undefined)[] | undefined;
  readonly location: number;
}

/** At any depth, those of MERGE too. */
function insertsIn(statement: Node): Insert[] {
  const inserts = findAll({ root: statement }, "InsertStmt").map(({ relation, cols }) =>
    insertInto(relation, cols),
  );
  const merges = findAll({ root: statement }, "MergeStmt").flatMap(({ relation, mergeWhenClauses }) =>
    findAll({ mergeWhenClauses }, "MergeWhenClause")
      .filter(({ commandType }) => commandType === "CMD_INSERT")
      .map(({ targetList }) => insertInto(relation, targetList)),
  );
  return [...inserts, ...merges];
}

interface Range {
  readonly schemaname?: string;
  readonly relname?: string;
  readonly location?: number;
}

const insertInto = (relation: Range | undefined, columns: readonly Node[] | undefined): Insert => ({
  schema: relation?.schemaname,
  table: relation?.relname ?? "",
  columns: columns?.map((node) => ("ResTarget" in node ? node.ResTarget.name : undefined)),
  location: relation?.location ?? 0,
});

function missing(relation: Relation | undefined, columns: Insert["columns"]): string[] {
  if (relation === undefined || columns === undefined) return [];
  return relation.columns
    .filter((column) => mustBeGiven(relation, column) && !columns.includes(column.name))
    .map(({ name }) => name);
}

function mustBeGiven(
  { triggers }: Relation,
  { name, notNull, hasDefault, generated }: RelationColumn,
): boolean {
  const mended = triggers.some(
    ({ events, changes }) => events.has("INSERT") && (changes === "any" || changes.has(name)),
  );
  return notNull && !hasDefault && !generated && !mended;
}
