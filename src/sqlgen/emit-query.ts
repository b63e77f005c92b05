/** One query as TypeScript: the types of its parameters and its row, the query itself, and the function. */
import type { ColumnModel, ParameterModel, QueryModel, ValueModel } from "./model.ts";
import { functionName, propertyKey, queryName } from "./naming.ts";

const LINE_WIDTH = 110;

export function emitQuery(query: QueryModel): string {
  const parts = [paramsType(query), rowType(query), definition(query), method(query)];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What no line may end: a comment of the schema or the file is somebody's prose. */
export function docComment(lines: readonly string[], indent = ""): string {
  const safe = lines.map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (safe.length === 0) return "";
  const [only = ""] = safe;
  if (safe.length === 1 && only.length + indent.length + 7 <= LINE_WIDTH) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

const paramsName = ({ title, parameters }: QueryModel): string =>
  parameters.length === 0 ? "Record<string, never>" : `${title}Params`;
const rowName = ({ title, columns }: QueryModel): string => (columns.length === 0 ? "never" : `${title}Row`);

function paramsType(query: QueryModel): string {
  if (query.parameters.length === 0) return "";
  return `export interface ${query.title}Params {\n${query.parameters.map((parameter) => parameterField(parameter)).join("")}}`;
}

function parameterField({ name, form, values }: ParameterModel): string {
  const [value] = values;
  if (form === "value" && value !== undefined) return valueField(value, "  ");
  if (form === "spread") return `  readonly ${name}: readonly ${listItem(value?.type ?? "unknown")}[];\n`;
  const keys = values.map((key) => valueField(key, "    ")).join("");
  const object = `{\n${keys}  }`;
  return `  readonly ${name}: ${form === "pick" ? object : `readonly ${object}[]`};\n`;
}

const listItem = (type: string): string => (/[| ]/.test(type) ? `(${type})` : type);

function valueField({ name, type, optional, comment }: ValueModel, indent: string): string {
  const doc = comment === undefined ? "" : docComment(comment.split("\n"), indent);
  return `${doc}${indent}readonly ${name}${optional ? `?: ${type} | null | undefined` : `: ${type}`};\n`;
}

function rowType(query: QueryModel): string {
  if (query.columns.length === 0) return "";
  return `export interface ${query.title}Row {\n${query.columns.map(columnField).join("")}}`;
}

function columnField({ name, type, comment }: ColumnModel): string {
  const doc = comment === undefined ? "" : docComment(comment.split("\n"), "  ");
  return `${doc}  ${propertyKey(name)}: ${type};\n`;
}

function definition(query: QueryModel): string {
  const fields = [
    `title: ${JSON.stringify(query.title)}`,
    `file: ${JSON.stringify(query.file)}`,
    `verb: ${JSON.stringify(query.verb)}`,
    `text: ${template(query.text)}`,
    `bind: ${binding(query)}`,
    ...decoding(query.columns),
    ...expansion(query),
    `pure: ${query.pure}`,
    ...(query.primary ? ["primary: true"] : []),
  ];
  const body = fields.map((field) => `  ${field},\n`).join("");
  return `export const ${queryName(query.title)} = defineQuery<${paramsName(query)}, ${rowName(query)}>({\n${body}});`;
}

/** SQL reads as it was written; a carriage return in the file would be lost in a template, so it is spelled out. */
function template(text: string): string {
  const escaped = text.replaceAll(/[\\`]|\$\{/g, "\\$&").replaceAll("\r", "\\r");
  return `\`${escaped}\``;
}

/** A query whose text depends on the values is bound by `expand` alone. */
function binding({ parameters, lists }: QueryModel): string {
  if (parameters.length === 0 || lists !== undefined) return "() => []";
  return `(p) => ${boundValues(parameters)}`;
}

const boundValues = (parameters: readonly ParameterModel[]): string =>
  `[${parameters.flatMap(({ values }) => values.map((value) => bound(value, `p.${value.name}`))).join(", ")}]`;

const bound = ({ encode }: ValueModel, value: string): string =>
  encode === undefined ? value : `${encode}(${value})`;

function decoding(columns: readonly ColumnModel[]): string[] {
  const decoded = columns.filter(({ decode }) => decode !== undefined);
  if (decoded.length === 0) return [];
  return [`decode: { ${decoded.map(({ name, decode }) => `${propertyKey(name)}: ${decode}`).join(", ")} }`];
}

function expansion({ parameters, lists }: QueryModel): string[] {
  if (lists === undefined) return [];
  const plain = parameters.filter(({ form }) => form === "value");
  const rows = lists.names.flatMap((name) =>
    parameters.filter((parameter) => parameter.name === name).map(listRows),
  );
  const pieces = lists.pieces.map((piece) => `\n      ${template(piece)},`).join("");
  return [`expand: (p) =>\n    expandLists([${pieces}\n    ], ${boundValues(plain)}, [${rows.join(", ")}])`];
}

function listRows({ name, form, values, sqlType }: ParameterModel): string {
  const row = (object: string): string =>
    `[${values.map((value) => bound(value, `${object}.${value.name}`)).join(", ")}]`;
  const [value] = values;
  if (form === "spread" && value !== undefined) {
    const items =
      value.encode === undefined ? `p.${name}` : `p.${name}.map((value) => ${bound(value, "value")})`;
    return `{ rows: [${items}], type: ${JSON.stringify(sqlType)} }`;
  }
  if (form === "pick") return `{ rows: [${row(`p.${name}`)}] }`;
  return `{ rows: p.${name}.map((row) => ${row("row")}) }`;
}

const results: Readonly<Record<QueryModel["returns"], (row: string) => string>> = {
  one: (row) => row,
  maybe: (row) => `${row} | null`,
  many: (row) => `${row}[]`,
  count: () => "number",
};

function method(query: QueryModel): string {
  const { title, returns, parameters, documentation } = query;
  const call = `db.${returns}(${queryName(title)}, ${parameters.length === 0 ? "{}" : "params"})`;
  return `${docComment(documentation)}export ${methodSignature(query)} {\n  return await ${call};\n}`;
}

/** `async function fetchUserById(db: Db, params: FetchUserByIdParams): Promise<FetchUserByIdRow | null>` */
export function methodSignature(query: QueryModel): string {
  const { title, returns, parameters } = query;
  const result = `Promise<${results[returns](rowName(query))}>`;
  const params = `params: ${title}Params${isOptional(query) ? " = {}" : ""}`;
  const args = parameters.length === 0 ? ["db: Db"] : ["db: Db", params];
  const line = `async function ${functionName(title)}(${args.join(", ")}): ${result}`;
  if (line.length + "export  {".length <= LINE_WIDTH) return line;
  return `async function ${functionName(title)}(\n${args.map((arg) => `  ${arg},\n`).join("")}): ${result}`;
}

const isOptional = ({ parameters }: QueryModel): boolean =>
  parameters.every(({ form, values }) => form === "value" && values.every(({ optional }) => optional));
