/** `scaffold sql list`: every query with what it takes and gives. */
import type { QueryModel } from "../../sqlgen/index.ts";
import type { Project } from "./project.ts";
import { findingsText, totals } from "./report.ts";

export async function list({ generator, json }: Project): Promise<number> {
  const run = await generator.check();
  if (json) console.log(JSON.stringify({ queries: run.queries.map(queryJson), findings: run.findings }));
  else console.log([table(run.queries), "", totals(run)].join("\n"));
  if (!json && run.findings.length > 0) console.log(`\n${findingsText(run.findings, "left out above.")}`);
  return run.findings.length === 0 ? 0 : 1;
}

export const queryJson = ({ title, repository, file, returns, pure, parameters, columns }: QueryModel) => ({
  title,
  repository,
  file,
  returns,
  pure,
  parameters: parameters.map(({ name, form, values }) => ({ name, form, values })),
  columns: columns.map(({ name, type }) => ({ name, type })),
});

function table(queries: readonly QueryModel[]): string {
  const rows = queries.map((query) => [query.title, query.repository, query.returns, parameterList(query)]);
  const cells = [["TITLE", "REPOSITORY", "RETURNS", "PARAMETERS"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** As an object is written in TypeScript, without the types: "email, name?". */
const parameterList = ({ parameters }: QueryModel): string =>
  parameters
    .map(({ name, form, values }) => `${name}${form === "value" && values[0]?.optional ? "?" : ""}`)
    .join(", ");
