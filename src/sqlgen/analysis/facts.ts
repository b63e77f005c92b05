/** What the lint rules ask for: places in the statement that are allowed by SQL and not by the project. */
import type { InsertStmt, Node, SelectStmt, SubLink, UpdateStmt } from "libpg-query";
import { type Catalog, findRelation, type Relation } from "../catalog.ts";
import type { Facts, ParameterTarget } from "./analysis.ts";
import { bodyOf, type Visitors, walk } from "./tree.ts";

/** In the order of the text. */
export function findFacts(statement: Node, catalog: Catalog): Facts {
  const stars: number[] = [];
  const orderByParameters: number[] = [];
  const unfiltered: Facts["unfiltered"][number][] = [];
  const targets: (ParameterTarget | undefined)[] = [];
  const note: Note = (value, target) => {
    const number = bodyOf(uncast(value), "ParamRef")?.number;
    if (number !== undefined) targets[number - 1] ??= target;
  };
  const visitors: Visitors = {
    ResTarget: ({ val }) => stars.push(...starOffsets(val)),
    SubLink: (link) => visitExists(link, visitors),
    SortBy: ({ node }) => orderByParameters.push(...parameterOffsets(node)),
    InsertStmt: (insert) => noteInserted(insert, catalog, note),
    UpdateStmt: (update) => {
      unfiltered.push(...unfilteredAt("UPDATE", update));
      noteAssigned(update.targetList, findWritten(update, catalog), note);
    },
    DeleteStmt: (statement) => unfiltered.push(...unfilteredAt("DELETE", statement)),
  };
  walk(statement, visitors);
  return {
    stars: stars.toSorted((a, b) => a - b),
    orderByParameters: orderByParameters.toSorted((a, b) => a - b),
    unfiltered: unfiltered.toSorted((a, b) => a.offset - b.offset),
    targets,
  };
}

function starOffsets(value: Node | undefined): number[] {
  const ref = bodyOf(value, "ColumnRef");
  return bodyOf(ref?.fields?.at(-1), "A_Star") === undefined ? [] : [ref?.location ?? 0];
}

/** `EXISTS (SELECT * …)` asks for no columns. */
function visitExists({ subLinkType, subselect }: SubLink, visitors: Visitors): boolean {
  if (subLinkType !== "EXISTS_SUBLINK") return true;
  walk({ ...bodyOf(subselect, "SelectStmt"), targetList: [] }, visitors);
  return false;
}

function parameterOffsets(node: Node | undefined): number[] {
  const parameter = bodyOf(uncast(node), "ParamRef");
  return parameter === undefined ? [] : [parameter.location ?? 0];
}

const uncast = (node: Node | undefined): Node | undefined => bodyOf(node, "TypeCast")?.arg ?? node;

function unfilteredAt(
  kind: "UPDATE" | "DELETE",
  { whereClause, relation }: Pick<UpdateStmt, "whereClause" | "relation">,
): Facts["unfiltered"] {
  return whereClause === undefined ? [{ kind, offset: relation?.location ?? 0 }] : [];
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
