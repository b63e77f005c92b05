/** From a statement that is described and analyzed to the model of its generated code. */
import type { Verb } from "../database/query.ts";
import type { Analysis } from "./analysis/analysis.ts";
import type { Catalog, RelationColumn } from "./catalog.ts";
import type { ColumnModel, EnumModel, ParameterModel, QueryModel, ValueModel } from "./model.ts";
import type { Parameter } from "./parameters.ts";
import type { SqlFile } from "./project.ts";
import type { Source } from "./source.ts";
import type { Typing } from "./typing.ts";
import type { DescribedColumn } from "./wire.ts";

export interface BuildInput {
  readonly file: SqlFile;
  readonly source: Source;
  readonly verb: Verb;
  readonly analysis: Analysis;
  readonly described: {
    readonly parameters: readonly number[];
    readonly columns: readonly DescribedColumn[];
  };
  readonly catalog: Catalog;
  readonly typing: Typing;
}

export function buildModel(input: BuildInput): QueryModel {
  const { file, source, verb, analysis, described } = input;
  return {
    title: source.title,
    file: file.path,
    repository: file.repository,
    verb,
    documentation: source.documentation,
    returns: source.returns?.value ?? analysis.rows,
    pure: analysis.pure,
    primary: source.primary,
    text: source.sent.text,
    parameters: source.parameters.map((parameter) => parameterModel(input, parameter)),
    columns: described.columns.map((column, index) => columnModel(input, column, index)),
    lists:
      source.sent.lists.length === 0 ? undefined : { pieces: source.sent.pieces, names: source.sent.lists },
    enums: usedEnums(input),
  };
}

function parameterModel(input: BuildInput, parameter: Parameter): ParameterModel {
  const { name, transform, required, index } = parameter;
  if (transform === undefined || transform.kind === "spread") {
    const value = valueModel(input, { name, required, index });
    if (transform === undefined) return { name, form: "value", values: [value] };
    return {
      name,
      form: "spread",
      values: [value],
      sqlType: input.typing.sqlName(input.described.parameters[index - 1] ?? 0),
    };
  }
  const values = transform.keys.map((key, position) =>
    valueModel(input, { ...key, index: index + position }),
  );
  return { name, form: transform.kind, values };
}

function valueModel(
  input: BuildInput,
  value: { name: string; required: boolean; index: number },
): ValueModel {
  const { type } = input.typing.of(input.described.parameters[value.index - 1] ?? 0);
  const encode = value.required ? type.encode : (type.encodeOptional ?? type.encode);
  const comment = targetColumn(input, value.index)?.comment;
  return { name: value.name, type: type.param, optional: !value.required, ...defined({ encode, comment }) };
}

/** The column that a parameter is written to: its comment documents the parameter too. */
function targetColumn({ analysis, catalog }: BuildInput, index: number): RelationColumn | undefined {
  const target = analysis.facts.targets[index - 1];
  return target === undefined ? undefined : columnOf(catalog, target.relation, target.attribute);
}

const columnOf = (catalog: Catalog, relation: number, attribute: number): RelationColumn | undefined =>
  catalog.relations.get(relation)?.columns.find((column) => column.attribute === attribute);

function columnModel(input: BuildInput, column: DescribedColumn, index: number): ColumnModel {
  const { type } = input.typing.of(column.type);
  const mark = input.source.overrides.get(column.name);
  const nullable = mark === undefined ? input.analysis.columns[index]?.nullable !== false : mark === "?";
  const comment = columnOf(input.catalog, column.table, column.attribute)?.comment;
  return {
    name: column.name,
    type: nullable ? `${type.row} | null` : type.row,
    ...defined({ decode: type.decode, comment }),
  };
}

function usedEnums({ described, typing }: BuildInput): EnumModel[] {
  const oids = [...described.parameters, ...described.columns.map(({ type }) => type)];
  const enums = oids.flatMap((oid) => typing.of(oid).enums);
  return [...new Map(enums.map((type) => [type.name, type])).values()];
}

/** Without the properties that are undefined: absent and undefined are not the same in a type. */
function defined<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
