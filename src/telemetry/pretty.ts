/** The log for people: a JSON line becomes one readable line; an error is followed by its stack. */

interface Line {
  readonly level: string;
  readonly time: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

const COLORS: Readonly<Record<string, number>> = {
  trace: 90,
  debug: 90,
  info: 32,
  warn: 33,
  error: 31,
  fatal: 31,
};

/** Said by the rest of the line already, or of no use to somebody who looks at a terminal. */
const HIDDEN = new Set([
  "level",
  "time",
  "message",
  "error",
  "err",
  "queries",
  "request_id",
  "trace_id",
  "span_id",
]);

export function prettyLine(json: string): string {
  const line = JSON.parse(json) as Line;
  const text = line.message === "request" ? requestText(line) : `${line.message ?? ""}${fieldsText(line)}`;
  return `${dim(line.time.slice(11, 23))} ${level(line)} ${text}${errorText(line.error ?? line.err)}\n`;
}

/** GET /users/:id 200 4.2 ms · FetchUserById 1.8 */
function requestText(line: Line): string {
  const { method, path, status, ms, queries } = line;
  const head = `${method} ${path} ${colored(String(status), statusColor(Number(status)))} ${ms} ms`;
  return Array.isArray(queries) && queries.length > 0 ? `${head} ${dim(`· ${queries.join(" · ")}`)}` : head;
}

function fieldsText(line: Line): string {
  const shown = Object.entries(line).filter(([key]) => !HIDDEN.has(key));
  const text = shown.map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return text.length === 0 ? "" : ` ${dim(text.join(" "))}`;
}

function errorText(error: unknown): string {
  if (typeof error !== "object" || error === null || !("stack" in error)) return "";
  return `\n${String(error.stack)}`;
}

const statusColor = (status: number) => (status < 400 ? 32 : status < 500 ? 33 : 31);
const level = ({ level: name }: Line) => colored(name.toUpperCase().padEnd(5), COLORS[name] ?? 0);
const colored = (text: string, color: number) => `\u001b[${color}m${text}\u001b[0m`;
const dim = (text: string) => `\u001b[2m${text}\u001b[0m`;
