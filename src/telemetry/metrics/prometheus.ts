/**
 * Metrics as Prometheus reads them. Names become what its own OTLP receiver makes of them, so that rules and dashboards
 * hold either way. Two formats: the old one, and OpenMetrics for who asks for it, which knows exemplars.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
import type { Exemplar, Labels, Metric, Series } from "./metrics.ts";

export interface MetricsPage {
  readonly type: string;
  readonly text: string;
}

/** @param accept the request's header; null: it has none */
export function prometheusPage(metrics: readonly Metric[], accept: string | null): MetricsPage {
  return accept?.includes("application/openmetrics-text")
    ? { type: "application/openmetrics-text; version=1.0.0; charset=utf-8", text: openMetricsText(metrics) }
    : { type: "text/plain; version=0.0.4; charset=utf-8", text: prometheusText(metrics) };
}

export const prometheusText = (metrics: readonly Metric[]): string =>
  metrics.map((metric) => metricText(metric, prometheusName(metric), () => "")).join("");

/** Its names of counters are without the `_total` of their samples. */
const openMetricsText = (metrics: readonly Metric[]): string =>
  `${metrics
    .map((metric) => metricText(metric, prometheusName(metric).replace(/_total$/, ""), exemplarText))
    .join("")}# EOF\n`;

type ExemplarText = (exemplar: Exemplar | undefined) => string;

function metricText(metric: Metric, family: string, exemplar: ExemplarText): string {
  const name = prometheusName(metric);
  const lines =
    metric.kind === "histogram"
      ? metric.series.flatMap((series) => seriesLines(name, metric.bounds, series, exemplar))
      : metric.samples.map(({ labels, value }) => line(name, labels, value));
  return `${[`# HELP ${family} ${metric.about}`, `# TYPE ${family} ${metric.kind}`, ...lines].join("\n")}\n`;
}

function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return "";
  const { place, value, at } = exemplar;
  return ` # {trace_id="${place.traceId}",span_id="${place.spanId}"} ${value} ${at / 1000}`;
}

function seriesLines(
  name: string,
  bounds: readonly number[],
  { labels, counts, exemplars, sum }: Series,
  exemplar: ExemplarText,
): string[] {
  let count = 0;
  const buckets = counts.map((inBucket, index) => {
    count += inBucket;
    const bucket = line(`${name}_bucket`, { ...labels, le: String(bounds[index] ?? "+Inf") }, count);
    return `${bucket}${exemplar(exemplars[index])}`;
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${legal(label)}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join()}}`} ${value}`;
}

const UNITS: Readonly<Record<string, string | undefined>> = { s: "_seconds", By: "_bytes" };

const prometheusName = ({ name, unit, kind }: Metric): string =>
  `${legal(name)}${UNITS[unit] ?? ""}${kind === "counter" ? "_total" : ""}`;

const legal = (name: string): string => name.replaceAll(/\W/g, "_");

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
