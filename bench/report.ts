/** Results as a Markdown table: readable in a terminal, and ready for the README. */
import type { Result } from "./measure.ts";

export interface Section {
  readonly title: string;
  /** What a number means: "requests/s", "ms". */
  readonly unit: string;
  /** The contender that the ratios refer to. */
  readonly reference: string;
  readonly results: readonly Result[];
  /** What else the rounds say, below the table. */
  readonly remarks?: readonly string[];
}

export function formatSection({ title, unit, reference, results, remarks = [] }: Section): string {
  const base = results.find(({ name }) => name === reference)?.median ?? Number.NaN;
  const rows = results.map(({ name, median, best }) => [
    name,
    formatNumber(median),
    formatNumber(best),
    `${Math.round((median / base) * 100)} %`,
  ]);
  const head = ["", `${unit}, median`, "best", `of ${reference}`];
  return [`### ${title}`, "", ...table([head, ...rows]), ...remarks.flatMap((remark) => ["", remark])].join(
    "\n",
  );
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(head), rule, ...body.map(line)];
}

const pad = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

/** Three figures are what a noisy machine supports. */
function formatNumber(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 2 });
}
