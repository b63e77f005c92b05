/** What the lint rules ask for: places in the statement that are allowed by SQL and not by the project. */
import type { InsertStmt, Node, SelectStmt, UpdateStmt } from "libpg-query";
import { type Catalog, findRelation, type Relation } from "../catalog.ts";
import type { Facts, ParameterTarget } from "./analysis.ts";
import { type Bodies, bodyOf, findAll, walk, wordsOf } from "./tree.ts";

export const findFacts = (statement: Node, catalog: Catalog): Facts => ({
  stars: findStars(statement),
  orderByParameters: findAll(statement, "SortBy").flatMap(({ node }) => {
    const parameter = bodyOf(uncast(node), "ParamRef");
    return parameter === undefined ? [] : [parameter.location ?? 0];
  }),
  unfiltered: [
    ...findAll(statement, "UpdateStmt").flatMap((update) => unfiltered("UPDATE", update)),
    ...findAll(statement, "DeleteStmt").flatMap((statement) => unfiltered("DELETE", statement)),
  ],
  targets: findTargets(statement, catalog),
});

/** `EXISTS (SELECT * …)` asks for no columns. */
function findStars(statement: Node): number[] {
  const stars: number[] = [];
  walk(statement, (kind, body) => {
    const ref = kind === "ResTarget" ? bodyOf((body as Bodies["ResTarget"]).val, "ColumnRef") : undefined;
    if (ref !== undefined && wordsOf(ref.fields).at(-1) === "*") stars.push(ref.location ?? 0);
    const link = kind === "SubLink" ? (body as Bodies["SubLink"]) : undefined;
    if (link?.subLinkType !== "EXISTS_SUBLINK") return undefined;
    const select = bodyOf(link.subselect, "SelectStmt");
    stars.push(...findStars({ SelectStmt: { ...select, targetList: [] } }));
    return false;
  });
  return stars;
}

const uncast = (node: Node | undefined): Node | undefined => bodyOf(node, "TypeCast")?.arg ?? node;

function unfiltered(
  kind: "UPDATE" | "DELETE",
  { whereClause, relation }: Pick<UpdateStmt, "whereClause" | "relation">,
) {
  return whereClause === undefined ? [{ kind, offset: relation?.location ?? 0 }] : [];
}

/** For each parameter the first column that it is written to, with a cast or without. */
function findTargets(statement: Node, catalog: Catalog): (ParameterTarget | undefined)[] {
  const targets: (ParameterTarget | undefined)[] = [];
  const note = (value: Node | undefined, target: ParameterTarget | undefined): void => {
    const number = bodyOf(uncast(value), "ParamRef")?.number;
    if (number !== undefined) targets[number - 1] ??= target;
  };
  for (const insert of findAll(statement, "InsertStmt")) noteInserted(insert, catalog, note);
  for (const update of findAll(statement, "UpdateStmt")) {
    noteAssigned(update.targetList, findWritten(update, catalog), note);
  }
  return targets;
}

type Note = (value: Node | undefined, target: ParameterTarget | undefined) => void;

function findWritten({ relation }: Pick<UpdateStmt, "relation">, catalog: Catalog): Relation | undefined {
  return findRelation(catalog, relation?.schemaname, relation?.relname ?? "");
}

function noteInserted(insert: InsertStmt, catalog: Catalog, note: Note): void {
  const relation = findWritten(insert, catalog);
  const names =
    insert.cols?.map((node) => bodyOf(node, "ResTarget")?.name) ?? relation?.columns.map(({ name }) => name);
  for (const row of insertedRows(bodyOf(insert.selectStmt, "SelectStmt"))) {
    row.forEach((value, index) => {
      note(value, targetOf(relation, names?.[index]));
    });
  }
  noteAssigned(insert.onConflictClause?.targetList, relation, note);
}

function insertedRows(select: SelectStmt | undefined): (Node | undefined)[][] {
  const lists = select?.valuesLists?.map((list) => bodyOf(list, "List")?.items ?? []);
  return lists ?? [(select?.targetList ?? []).map((target) => bodyOf(target, "ResTarget")?.val)];
}

function noteAssigned(targetList: readonly Node[] = [], relation: Relation | undefined, note: Note): void {
  for (const node of targetList) {
    const { name, indirection, val } = bodyOf(node, "ResTarget") ?? {};
    if (indirection === undefined) note(val, targetOf(relation, name));
  }
}

function targetOf(relation: Relation | undefined, name: string | undefined): ParameterTarget | undefined {
  const column = relation?.columns.find((candidate) => candidate.name === name);
  if (relation === undefined || column === undefined) return undefined;
  return { relation: relation.oid, attribute: column.attribute };
}
