/** Reads queries with the grammars that Grafana and Prometheus themselves use. */
import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import type { Tree } from "@lezer/common";
import { parser as promql } from "@prometheus-io/lezer-promql";

export type Language = "prometheus" | "loki" | "tempo";

const parsers = { prometheus: promql, loki: logql, tempo: traceql } as const;
/** Grafana puts durations in place of these before it asks. */
const GRAFANA_VARIABLES = /\$__(rate_interval|interval|auto|range)/g;

const parse = (language: Language, query: string): Tree =>
  parsers[language].parse(query.replaceAll(GRAFANA_VARIABLES, "5m"));

/** Where the query cannot be read; empty when it can. */
export function syntaxErrors(language: Language, query: string): string[] {
  const errors: string[] = [];
  parse(language, query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}-${to} of ${query}`);
    },
  });
  return errors;
}

/** Every metric that a PromQL query names. */
export function metricsIn(query: string): string[] {
  const text = query.replaceAll(GRAFANA_VARIABLES, "5m");
  const names: string[] = [];
  promql.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Identifier" && node.parent?.name === "VectorSelector") names.push(text.slice(from, to));
    },
  });
  return names;
}
