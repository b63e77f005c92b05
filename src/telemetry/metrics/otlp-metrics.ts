/**
 * Metrics to a collector, every few seconds, over OTLP/HTTP. Everything is counted since the start, so that what a
 * collector missed while it was away is in what it gets next: nothing waits, and nothing is sent twice.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import type { Exemplar, Labels, Metric, Metrics, Sample, Series } from "./metrics.ts";

export interface MetricsExport {
  /** The collector's base URL. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Labels;
  readonly intervalMs: number;
}

const TIMEOUT_MS = 3000;

/** @returns what sends once more, for a few seconds at most, and ends it; never rejects */
export function exportMetrics(metrics: Metrics, options: MetricsExport): () => Promise<void> {
  const url = `${options.endpoint.replace(/\/$/, "")}/v1/metrics`;
  const send = async () => {
    const body = JSON.stringify(requestOf(options.resource, await metrics.collect(), metrics.startedAt));
    const headers = { "content-type": "application/json", ...options.headers };
    await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  };
  let sending = Promise.resolve();
  const timer = setInterval(() => {
    sending = sending.then(send).catch(() => undefined);
  }, options.intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await sending.then(send).catch(() => undefined);
  };
}

interface Span {
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

function requestOf(resource: Labels, metrics: readonly Metric[], startedAt: number) {
  const span = { startTimeUnixNano: nanoseconds(startedAt), timeUnixNano: nanoseconds(Date.now()) };
  const scopeMetrics = [
    { scope: { name: "scaffold" }, metrics: metrics.map((each) => metricOf(each, span)) },
  ];
  return { resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics }] };
}

function metricOf(metric: Metric, span: Span): Record<string, unknown> {
  const described = { name: metric.name, unit: metric.unit, description: metric.about };
  if (metric.kind === "histogram") {
    const dataPoints = metric.series.map((series) => histogramPoint(series, metric.bounds, span));
    return { ...described, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  }
  const dataPoints = metric.samples.map((sample) => numberPoint(sample, span));
  return metric.kind === "gauge"
    ? { ...described, gauge: { dataPoints } }
    : { ...described, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
}

const CUMULATIVE = 2;

const numberPoint = ({ labels, value }: Sample, span: Span) => ({
  ...span,
  attributes: attributes(labels),
  asDouble: value,
});

const histogramPoint = (series: Series, explicitBounds: readonly number[], span: Span) => ({
  ...span,
  attributes: attributes(series.labels),
  count: String(series.counts.reduce((total, count) => total + count, 0)),
  sum: series.sum,
  bucketCounts: series.counts.map(String),
  explicitBounds,
  exemplars: series.exemplars.flatMap((exemplar) => (exemplar === undefined ? [] : [exemplarOf(exemplar)])),
});

const exemplarOf = ({ place, value, at }: Exemplar) => ({
  ...place,
  timeUnixNano: nanoseconds(at),
  asDouble: value,
});

const attributes = (labels: Labels) =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** As text: JSON's numbers end at 2^53. */
const nanoseconds = (epochMs: number): string => `${epochMs}000000`;
