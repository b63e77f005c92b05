/**
 * What a running process knows of its queries, from its /metrics: how long 95 of 100 took, and the trace of the last.
 * Postgres knows neither.
 */
import { CommandError } from "../command.ts";

export interface MeasuredQuery {
  /** Milliseconds, within the histogram's buckets. */
  readonly p95Ms: number | null;
  /** null: none was recorded. */
  readonly lastTraceId: string | null;
}

interface Asking {
  readonly url: string;
  /** METRICS_TOKEN. */
  readonly token: string | undefined;
}

/** By title. @throws {CommandError} when there are no metrics at that URL */
export async function measuredQueries({ url, token }: Asking): Promise<ReadonlyMap<string, MeasuredQuery>> {
  const headers = {
    accept: "application/openmetrics-text",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { headers }).catch((cause) => {
    throw new CommandError(`${url} does not answer`, {
      hint: "Is it the /metrics of an API or a worker?",
      cause,
    });
  });
  if (!response.ok) {
    const hint =
      "METRICS_TOKEN has to be that of the process; in production there is no such page without one.";
    throw new CommandError(`${url} answered ${response.status}`, { hint });
  }
  const buckets = bucketsByTitle(await response.text());
  return new Map([...buckets].map(([title, found]) => [title, summary(found)]));
}

interface Bucket {
  /** Seconds; Infinity for the last. */
  readonly upTo: number;
  /** Those below it included. */
  readonly count: number;
  readonly trace: { readonly id: string; readonly at: number } | null;
}

const BUCKET =
  /^db_client_operation_duration_seconds_bucket\{(.*?)\} (\d+)(?: # \{trace_id="(\w+)"[^}]*\} \S+ (\S+))?$/;

function bucketsByTitle(text: string): Map<string, Bucket[]> {
  const found = new Map<string, Bucket[]>();
  for (const line of text.split("\n")) {
    const [, labels = "", count, id, at] = BUCKET.exec(line) ?? [];
    const [, title] = /db_query_summary="([^"]*)"/.exec(labels) ?? [];
    const [, upTo] = /le="([^"]*)"/.exec(labels) ?? [];
    if (title === undefined || upTo === undefined) continue;
    const trace = id === undefined ? null : { id, at: Number(at) };
    const bucket = {
      upTo: upTo === "+Inf" ? Number.POSITIVE_INFINITY : Number(upTo),
      count: Number(count),
      trace,
    };
    found.set(title, [...(found.get(title) ?? []), bucket]);
  }
  return found;
}

function summary(buckets: readonly Bucket[]): MeasuredQuery {
  const traces = buckets.flatMap(({ trace }) => (trace === null ? [] : [trace]));
  const newest = traces.sort((one, other) => other.at - one.at)[0];
  return { p95Ms: quantileMs(0.95, together(buckets)), lastTraceId: newest?.id ?? null };
}

/** Successes and each kind of failure have buckets of their own. */
function together(buckets: readonly Bucket[]): { readonly upTo: number; readonly count: number }[] {
  const counts = new Map<number, number>();
  for (const { upTo, count } of buckets) counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  return [...counts].map(([upTo, count]) => ({ upTo, count })).sort((one, other) => one.upTo - other.upTo);
}

/** As Prometheus' histogram_quantile: evenly spread within a bucket, and the last bound for what is above it. */
function quantileMs(share: number, buckets: readonly { readonly upTo: number; readonly count: number }[]) {
  const rank = share * (buckets.at(-1)?.count ?? 0);
  if (rank === 0) return null;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const [below = { upTo: 0, count: 0 }, bucket] = [buckets[index - 1], buckets[index]];
  if (bucket === undefined || bucket.upTo === Number.POSITIVE_INFINITY) return below.upTo * 1000;
  const within = (rank - below.count) / (bucket.count - below.count);
  return (below.upTo + within * (bucket.upTo - below.upTo)) * 1000;
}
