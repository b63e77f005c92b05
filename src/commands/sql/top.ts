/**
 * `scaffold sql top`: which queries the app's database spends its time on, by title, from pg_stat_statements. Made for
 * production, where it matters: of the project it needs nothing but the list of queries in the binary.
 */
import { readConfig } from "../../config.ts";
import { resolveServer } from "../../database/server.ts";
import { queries } from "../../repositories/index.ts";
import { connect, StatementError, type Wire } from "../../sqlgen/wire.ts";
import { type Call, CommandError } from "../command.ts";
import { table } from "../table.ts";
import { type MeasuredQuery, measuredQueries } from "./measured.ts";

interface Statistics {
  readonly queryid: string;
  readonly calls: number;
  readonly total_ms: number;
  readonly mean_ms: number;
  readonly max_ms: number;
  readonly rows: number;
  /** Share of the pages that were in memory; null: none was read. */
  readonly cached: number | null;
}

interface TopQuery extends Omit<Statistics, "queryid"> {
  readonly title: string;
  readonly file: string;
  /** Of the process that was asked; left out when none was. */
  readonly p95_ms?: number | null;
  readonly last_trace_id?: string | null;
}

const STATISTICS = `SELECT coalesce(json_agg(top), '[]') FROM (
  SELECT
    queryid::text,
    sum(calls) AS calls,
    sum(total_exec_time) AS total_ms,
    sum(total_exec_time) / sum(calls) AS mean_ms,
    max(max_exec_time) AS max_ms,
    sum(rows) AS rows,
    sum(shared_blks_hit) / nullif(sum(shared_blks_hit + shared_blks_read), 0) AS cached
  FROM pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND calls > 0
  GROUP BY queryid
) AS top`;

const orders = {
  total: (query: TopQuery) => query.total_ms,
  mean: (query: TopQuery) => query.mean_ms,
  calls: (query: TopQuery) => query.calls,
};

const DEFAULT_LIMIT = 20;
const USAGE = 2;

export async function top({ options, env }: Call): Promise<number> {
  const weight = orderOf(String(options.by ?? "total"));
  const limit = options.limit === undefined ? DEFAULT_LIMIT : Number(options.limit);
  const { databaseUrl, metricsToken } = readConfig({ env, flags: options });
  const known =
    options.metrics === undefined
      ? undefined
      : await measuredQueries({ url: String(options.metrics), token: metricsToken });
  const server = await resolveServer({ databaseUrl, root: process.cwd(), onProgress: console.error });
  const wire = await connect(server.url);
  try {
    const found = (await measured(wire)).map((query) => withMeasured(query, known));
    const heaviest = found.sort((one, other) => weight(other) - weight(one)).slice(0, limit);
    console.log(options.json === true ? JSON.stringify(heaviest) : text(heaviest, found));
    return 0;
  } finally {
    wire.close();
    await server.close();
  }
}

function withMeasured(query: TopQuery, known: ReadonlyMap<string, MeasuredQuery> | undefined): TopQuery {
  if (known === undefined) return query;
  const { p95Ms = null, lastTraceId = null } = known.get(query.title) ?? {};
  return { ...query, p95_ms: p95Ms, last_trace_id: lastTraceId };
}

/** Those of our queries that have run since the last reset. */
async function measured(wire: Wire): Promise<TopQuery[]> {
  const statistics = (await wire.json(STATISTICS).catch(explain)) as Statistics[];
  const titles = await titlesById(wire);
  return statistics.flatMap(({ queryid, ...numbers }) => {
    const title = titles.get(queryid);
    return title === undefined ? [] : [{ title, file: queries[title]?.file ?? "", ...numbers }];
  });
}

/**
 * Postgres 18 keeps no comment before a statement, so that its text there does not say what it is called. But Postgres
 * tells the number under which it counts a text.
 */
async function titlesById(wire: Wire): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (const { title, text } of Object.values(queries)) {
    // A query that this database cannot run, as when it is behind in migrations, has not run either.
    const plan = await wire.column(`EXPLAIN (GENERIC_PLAN, VERBOSE) ${text}`).catch(ignoreRefusal);
    const [, id] = /^Query Identifier: (-?\d+)/m.exec(plan.join("\n")) ?? [];
    if (id !== undefined) titles.set(id, title);
  }
  return titles;
}

function ignoreRefusal(error: unknown): string[] {
  if (error instanceof StatementError) return [];
  throw error;
}

function text(queries: readonly TopQuery[], all: readonly TopQuery[]): string {
  const total = all.reduce((sum, { total_ms }) => sum + total_ms, 0);
  const rows = queries.map((query) => ({
    title: query.title,
    share: percent(query.total_ms / total),
    "total ms": rounded(query.total_ms),
    calls: query.calls,
    "mean ms": rounded(query.mean_ms),
    ...(query.p95_ms !== undefined && { "p95 ms": query.p95_ms === null ? "" : rounded(query.p95_ms) }),
    "max ms": rounded(query.max_ms),
    "rows/call": rounded(query.rows / query.calls),
    cached: query.cached === null ? "" : percent(query.cached),
    file: query.file,
    ...(query.last_trace_id !== undefined && { "last trace": query.last_trace_id ?? "" }),
  }));
  return table(rows, "No query of ours has run since the last reset.");
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function orderOf(by: string): (query: TopQuery) => number {
  if (Object.hasOwn(orders, by)) return orders[by as keyof typeof orders];
  const hint = `There are ${Object.keys(orders).join(", ")}.`;
  throw new CommandError(`queries are not ordered by ${by}`, { hint, exitCode: USAGE });
}

function explain(error: unknown): never {
  if (!(error instanceof StatementError) || !error.message.includes("pg_stat_statements")) throw error;
  throw new CommandError("this database has no pg_stat_statements", {
    hint: "A superuser makes it, once: CREATE EXTENSION pg_stat_statements; with shared_preload_libraries = 'pg_stat_statements'.",
    cause: error,
  });
}
