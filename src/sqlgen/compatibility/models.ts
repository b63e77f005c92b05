/** Whether code that was generated for one schema still fits what the other one takes and gives. */
import type { Schema } from "../compile.ts";
import type { Problem } from "../finding.ts";
import type { ColumnModel, QueryModel } from "../model.ts";
import { parseStatement } from "../parse.ts";
import type { Returns, Source } from "../source.ts";
import { columnOffsets } from "../targets.ts";
import type { Wire } from "../wire.ts";

export interface Known {
  readonly model: QueryModel;
  readonly schema: Schema;
  readonly wire: Wire;
}

export async function modelProblems(source: Source, home: Known, there: Known): Promise<Problem[]> {
  return [
    ...(await parameterProblems(source, home, there)),
    ...columnProblems(source, home.model, there.model),
    ...enumProblems(source, home.model, there.model),
    ...returnsProblems(source, home.model.returns, there.model.returns),
  ];
}

async function parameterProblems(source: Source, home: Known, there: Known): Promise<Problem[]> {
  const before = await parameterTypes(source, home);
  const after = await parameterTypes(source, there);
  return source.parameters.flatMap(({ name, index, width, offset }) => {
    const places = Array.from({ length: width }, (_, place) => index + place - 1);
    const place = places.find((each) => !accepts(after[each] ?? "", before[each] ?? ""));
    if (place === undefined) return [];
    const message = `\`:${name}\` was ${shown(before[place])} and is ${shown(after[place])}`;
    return [{ offset, code: "parameter_changed", message }];
  });
}

/** The name in SQL of each `$n`'s type. */
async function parameterTypes({ sent }: Source, { wire, schema }: Known): Promise<string[]> {
  const [description] = await wire.describe([sent.text]);
  if (description === undefined || "error" in description) return [];
  return description.parameters.map((oid) => schema.typing.sqlName(oid));
}

const shown = (type = "nothing") => type.replace(/^(pg_catalog|public)\./, "");

/** Each takes every value of those to its right. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  int4: ["int2"],
  int8: ["int2", "int4"],
  numeric: ["int2", "int4", "int8"],
  float8: ["float4", "int2", "int4"],
  text: ["varchar", "bpchar", "citext", "uuid", "name"],
  varchar: ["text", "bpchar"],
  citext: ["text", "varchar"],
  json: ["jsonb"],
  jsonb: ["json"],
};

const accepts = (type: string, given: string): boolean =>
  type === given || WIDER[shown(type)]?.includes(shown(given)) === true;

function columnProblems(source: Source, home: QueryModel, there: QueryModel): Problem[] {
  const parsed = parseStatement(source.sent.text);
  const offsetOf = "error" in parsed ? () => 0 : columnOffsets(source, parsed.statement, home.columns.length);
  return home.columns.flatMap((column, index) => {
    const message = columnChange(column, there.columns[index]);
    if (message !== undefined) return [{ offset: offsetOf(index), code: "column_changed", message }];
    const isNews = isNullable(there.columns[index]) && !isNullable(column);
    if (!isNews) return [];
    return [
      {
        offset: offsetOf(index),
        code: "column_nullable",
        message: `\`${column.name}\` was never NULL and may be now`,
      },
    ];
  });
}

function columnChange(before: ColumnModel, after: ColumnModel | undefined): string | undefined {
  if (after === undefined) return `\`${before.name}\` is gone`;
  const [was, is] = [withoutNull(before.type), withoutNull(after.type)];
  if (was === is || (was === "string" && ENUM.test(is))) return undefined;
  return `\`${before.name}\` was ${was} and is ${is}`;
}

/** Named as a union of strings is: what was any string may well be one of these. */
const ENUM = /^(?!Date$|Json$|Uint8Array$)[A-Z]\w*$/;

const isNullable = (column: ColumnModel | undefined): boolean => column?.type.endsWith(" | null") === true;

const withoutNull = (type: string) => type.replace(/ \| null$/, "");

function enumProblems({ titleOffset }: Source, home: QueryModel, there: QueryModel): Problem[] {
  return home.enums.flatMap(({ name, labels }) => {
    const now = there.enums.find((other) => other.name === name)?.labels ?? labels;
    const removed = labels.filter((label) => !now.includes(label));
    const added = now.filter((label) => !labels.includes(label));
    return [
      ...problemsIf(removed, titleOffset, "enum_shrunk", `${name} has lost ${removed.join(", ")}`),
      ...problemsIf(added, titleOffset, "enum_grown", `${name} may be ${added.join(", ")} now`),
    ];
  });
}

const problemsIf = (labels: readonly string[], offset: number, code: string, message: string): Problem[] =>
  labels.length === 0 ? [] : [{ offset, code, message }];

/** Each stands for all to its right. */
const NARROWER: Readonly<Record<Returns, readonly Returns[]>> = {
  one: ["one"],
  maybe: ["maybe", "one"],
  many: ["many", "maybe", "one"],
  count: ["count"],
};

function returnsProblems({ titleOffset }: Source, before: Returns, after: Returns): Problem[] {
  if (NARROWER[before].includes(after)) return [];
  const message = `it gave ${ROWS[before]} and may give ${ROWS[after]} now`;
  return [{ offset: titleOffset, code: "rows_changed", message }];
}

const ROWS: Readonly<Record<Returns, string>> = {
  one: "exactly one row",
  maybe: "one row at most",
  many: "many rows",
  count: "a count",
};
