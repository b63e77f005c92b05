/** The answer to `catalogQuery`, place by place, and the catalog that is made of it. */
import type { Node } from "libpg-query";
import type {
  Catalog,
  FunctionFacts,
  OperatorFacts,
  Relation,
  RelationColumn,
  RelationKind,
  RowTrigger,
  SchemaType,
  UniqueKey,
} from "./catalog.ts";
import { parseStatement } from "./parse.ts";
import { triggerEffect } from "./triggers.ts";

export interface CatalogData {
  readonly searchPath: readonly string[];
  readonly relations: readonly RelationData[] | null;
  readonly types: readonly TypeData[];
  readonly functions: readonly (readonly [name: string, flags: number, result: number])[];
  readonly operators: readonly (readonly [name: string, flags: number])[];
  readonly ownCasts: Catalog["ownCasts"] | null;
}

type RelationData = readonly [
  oid: number,
  schema: string,
  name: string,
  kind: string,
  comment: string | null,
  columns: readonly ColumnData[] | null,
  keys: readonly KeyData[] | null,
  hasHeirs: boolean,
  unlogged: boolean,
  hasRules: boolean,
  triggers: readonly TriggerData[] | null,
  definition: string | null,
];

type ColumnData = readonly [
  attribute: number,
  name: string,
  type: number,
  notNull: boolean,
  comment: string | null,
  hasDefault: boolean,
  generated: boolean,
  looseCollation: boolean,
];

type KeyData = readonly [columns: readonly string[], nullsEqual: boolean, predicate: string | null];

/** The source is that of a function in PL/pgSQL, else null. */
type TriggerData = readonly [bits: number, source: string | null];

type TypeData = readonly [
  oid: number,
  schema: string,
  name: string,
  kind: string,
  category: string,
  element: number,
  base: number,
  notNull: boolean,
  labels: readonly string[] | null,
  extension: string | null,
  comment: string | null,
];

/** The parser must be loaded. */
export function buildCatalog(data: CatalogData): Catalog {
  const relations = (data.relations ?? []).map(buildRelation);
  const types = data.types.map(buildType);
  return {
    searchPath: data.searchPath,
    relations: new Map(relations.map((relation) => [relation.oid, relation])),
    relationsByName: new Map(relations.map((relation) => [`${relation.schema}.${relation.name}`, relation])),
    types: new Map(types.map((type) => [type.oid, type])),
    typesByName: new Map(types.map((type) => [`${type.schema}.${type.name}`, type])),
    arrays: new Map(types.filter(({ element }) => element !== 0).map(({ element, oid }) => [element, oid])),
    functions: new Map(data.functions.map(([name, flags, result]) => [name, functionFacts(flags, result)])),
    operators: new Map(data.operators.map(([name, flags]) => [name, operatorFacts(flags)])),
    ownCasts: data.ownCasts ?? [],
    hasLooseCollations: relations.some(({ columns }) => columns.some(({ looseCollation }) => looseCollation)),
  };
}

const RELATION_KINDS: Readonly<Record<string, RelationKind>> = {
  r: "table",
  p: "partitioned",
  v: "view",
  m: "materialized",
  f: "foreign",
};

function buildRelation(row: RelationData): Relation {
  const [
    oid,
    schema,
    name,
    letter,
    comment,
    columns,
    keys,
    hasHeirs,
    unlogged,
    hasRules,
    triggers,
    definition,
  ] = row;
  const kind = RELATION_KINDS[letter] ?? "other";
  // A foreign server keeps what it likes; an heir of a table may have dropped the constraint.
  const enforced = kind !== "foreign" && !hasHeirs;
  return {
    oid,
    schema,
    name,
    kind,
    comment: comment ?? undefined,
    columns: (columns ?? []).map((column) => buildColumn(column, enforced)),
    keys: enforced ? (keys ?? []).map(buildKey) : [],
    hasHeirs,
    unlogged,
    hasRules,
    triggers: (triggers ?? []).map(buildTrigger),
    definition: definition === null ? undefined : parsed(definition),
  };
}

function buildColumn(row: ColumnData, enforced: boolean): RelationColumn {
  const [attribute, name, type, notNull, comment, hasDefault, generated, looseCollation] = row;
  const enforcedNotNull = notNull && enforced;
  return {
    attribute,
    name,
    type,
    notNull: enforcedNotNull,
    comment: comment ?? undefined,
    hasDefault,
    generated,
    looseCollation,
  };
}

function buildKey([columns, nullsEqual, predicate]: KeyData): UniqueKey {
  return { columns, nullsEqual, predicate: predicate === null ? [] : conjuncts(predicate) };
}

/** The conditions that a predicate joins by AND. */
function conjuncts(predicate: string): Node[] {
  const select = parsed(`SELECT WHERE ${predicate}`);
  const where = select !== undefined && "SelectStmt" in select ? select.SelectStmt.whereClause : undefined;
  if (where === undefined) return [];
  return "BoolExpr" in where && where.BoolExpr.boolop === "AND_EXPR" ? (where.BoolExpr.args ?? []) : [where];
}

function parsed(text: string): Node | undefined {
  const result = parseStatement(text);
  return "statement" in result ? result.statement : undefined;
}

const EVENTS = [
  [4, "INSERT"],
  [8, "DELETE"],
  [16, "UPDATE"],
] as const;

function buildTrigger([bits, source]: TriggerData): RowTrigger {
  const events = EVENTS.filter(([bit]) => (bits & bit) !== 0).map(([, event]) => event);
  return { events: new Set(events), ...triggerEffect(source ?? undefined) };
}

const TYPE_KINDS: Readonly<Record<string, SchemaType["kind"]>> = {
  b: "base",
  d: "domain",
  e: "enum",
  c: "composite",
  r: "range",
  m: "multirange",
  p: "pseudo",
};

function buildType(row: TypeData): SchemaType {
  const [oid, schema, name, letter, category, element, base, notNull, labels, extension, comment] = row;
  return {
    oid,
    schema,
    name,
    kind: TYPE_KINDS[letter] ?? "pseudo",
    category,
    element,
    base,
    notNull,
    labels: labels ?? [],
    extension: extension ?? undefined,
    comment: comment ?? undefined,
  };
}

const functionFacts = (flags: number, result: number): FunctionFacts => ({
  known: (flags & 1) !== 0,
  volatile: (flags & 2) !== 0,
  strict: (flags & 4) !== 0,
  returnsSet: (flags & 8) !== 0,
  aggregate: (flags & 16) !== 0,
  result,
});

const operatorFacts = (flags: number): OperatorFacts => ({
  known: (flags & 1) !== 0,
  volatile: (flags & 2) !== 0,
  strict: (flags & 4) !== 0,
});
