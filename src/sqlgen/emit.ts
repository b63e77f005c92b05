/** The generated files: one for each folder of sql/, and the catalogue of them all. */
import { docComment, emitQuery } from "./emit-query.ts";
import { compareText } from "./finding.ts";
import type { EnumModel, QueryModel } from "./model.ts";
import { namespaceName, queryName } from "./naming.ts";
import { OUTPUT_FOLDER } from "./project.ts";

/** The first words of every generated file; what begins otherwise is never overwritten or removed. */
export const GENERATED_MARK = "// Generated from sql/";

/** Text by path, relative to the project. */
export type Outputs = ReadonlyMap<string, string>;

/** Remembers the code of every query: after a save, a thousand others are not written anew. */
export class Emitter {
  readonly #code = new WeakMap<QueryModel, string>();

  emit(queries: readonly QueryModel[]): Outputs {
    const repositories = Map.groupBy(queries, ({ repository }) => repository);
    const names = [...repositories.keys()].sort(compareText);
    const outputs = names.map(
      (name) => [outputPath(name), this.#emit(name, repositories.get(name) ?? [])] as const,
    );
    return new Map(outputs).set(outputPath("index"), emitIndex(names, queries));
  }

  #emit(name: string, queries: readonly QueryModel[]): string {
    const sorted = [...queries].sort((a, b) => compareText(a.title, b.title));
    const body = [...enumTypes(sorted), ...sorted.map((query) => this.#codeOf(query))].join("\n\n");
    const header = `${GENERATED_MARK}${name}/*.sql by \`scaffold sql generate\`. Do not edit.`;
    return `${header}\n${imports(sorted)}\n\n${body}\n`;
  }

  #codeOf(query: QueryModel): string {
    const code = this.#code.get(query) ?? emitQuery(query);
    this.#code.set(query, code);
    return code;
  }
}

const outputPath = (repository: string): string => `${OUTPUT_FOLDER}/${repository}.ts`;

function enumTypes(queries: readonly QueryModel[]): string[] {
  const enums = new Map(queries.flatMap((query) => query.enums.map((type) => [type.name, type])));
  return [...enums.values()].sort((a, b) => compareText(a.name, b.name)).map(enumType);
}

function enumType({ name, labels, comment }: EnumModel): string {
  const union = labels.map((label) => JSON.stringify(label)).join(" | ") || "never";
  return `${docComment(comment?.split("\n") ?? [])}export type ${name} = ${union};`;
}

/** Only what is used: unused imports are errors. */
function imports(queries: readonly QueryModel[]): string {
  const values = queries.flatMap(({ parameters }) => parameters.flatMap((parameter) => parameter.values));
  const columns = queries.flatMap((query) => query.columns);
  const codec = [
    ...(columns.some(({ decode }) => decode !== undefined) ? ["decode"] : []),
    ...(values.some(({ encode }) => encode !== undefined) ? ["encode"] : []),
    ...([...values, ...columns].some(({ type }) => /\bJson\b/.test(type)) ? ["type Json"] : []),
  ];
  return [
    ...(codec.length === 0 ? [] : [`import { ${codec.join(", ")} } from "../database/codec.ts";`]),
    `import type { Db } from "../database/db.ts";`,
    ...(queries.some(({ lists }) => lists !== undefined)
      ? [`import { expandLists } from "../database/lists.ts";`]
      : []),
    `import { defineQuery } from "../database/query.ts";`,
  ].join("\n");
}

function emitIndex(repositories: readonly string[], queries: readonly QueryModel[]): string {
  const sorted = [...queries].sort((a, b) => compareText(a.title, b.title));
  const lines = [
    `${GENERATED_MARK} by \`scaffold sql generate\`. Do not edit.`,
    `import type { Query } from "../database/query.ts";`,
    ...repositories.map((name) => `import * as ${namespaceName(name)} from "./${name}.ts";`),
    "",
    "/** Every query by its title, for tools; a service imports the repository that it needs. */",
    "export const queries: Readonly<Record<string, Query<never, unknown>>> = {",
    ...sorted.map(({ title, repository }) => `  ${title}: ${namespaceName(repository)}.${queryName(title)},`),
    "};",
  ];
  return `${lines.join("\n")}\n`;
}
