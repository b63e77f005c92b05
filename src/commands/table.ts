/** Columns for people. */

/** Each column as wide as its widest cell; numbers to the right. */
export function table(rows: readonly Readonly<Record<string, string | number>>[], none: string): string {
  const [first] = rows;
  if (first === undefined) return none;
  const columns = Object.keys(first);
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => String(row[column]).length));
  const line = (cells: readonly string[]) => cells.join("  ").trimEnd();
  const header = line(columns.map((column) => column.toUpperCase().padEnd(width(column))));
  const body = rows.map((row) => line(columns.map((column) => cell(row[column], width(column)))));
  return [header, ...body].join("\n");
}

const cell = (value: string | number | undefined, width: number): string =>
  typeof value === "number" ? String(value).padStart(width) : String(value ?? "").padEnd(width);

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
] as const;

/** "12 s ago", "in 3 min". */
export function ago(at: Date | null, now = Date.now()): string {
  if (at === null) return "";
  const seconds = Math.round((now - at.getTime()) / 1000);
  return seconds >= 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
}

export function duration(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["s", 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** What goes on one line. */
export const short = (text: string | null, length: number): string => {
  const line = (text ?? "").replaceAll(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
