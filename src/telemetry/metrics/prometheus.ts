/**
 * Metrics as Prometheus reads them. Names become what its own OTLP receiver makes of them, so that rules and dashboards
 * hold either way. https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
import type { Labels, Metric, Series } from "./metrics.ts";

export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const prometheusText = (metrics: readonly Metric[]): string => metrics.map(metricText).join("");

function metricText(metric: Metric): string {
  const name = prometheusName(metric);
  const lines =
    metric.kind === "histogram"
      ? metric.series.flatMap((series) => seriesLines(name, metric.bounds, series))
      : metric.samples.map(({ labels, value }) => line(name, labels, value));
  return `${[`# HELP ${name} ${metric.about}`, `# TYPE ${name} ${metric.kind}`, ...lines].join("\n")}\n`;
}

function seriesLines(name: string, bounds: readonly number[], { labels, counts, sum }: Series): string[] {
  let count = 0;
  const buckets = counts.map((inBucket, index) => {
    count += inBucket;
    return line(`${name}_bucket`, { ...labels, le: String(bounds[index] ?? "+Inf") }, count);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${legal(label)}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join()}}`} ${value}`;
}

const UNITS: Readonly<Record<string, string | undefined>> = { s: "_seconds", By: "_bytes" };

export const prometheusName = ({ name, unit, kind }: Metric): string =>
  `${legal(name)}${UNITS[unit] ?? ""}${kind === "counter" ? "_total" : ""}`;

const legal = (name: string): string => name.replaceAll(/\W/g, "_");

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
