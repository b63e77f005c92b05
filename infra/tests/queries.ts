/** Reads queries with the grammars that Grafana and Prometheus themselves use. */
import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import type { SyntaxNode, Tree } from "@lezer/common";
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
  return metricsBelow(promql.parse(text).topNode, text);
}

const metricsBelow = (node: SyntaxNode, text: string): string[] =>
  textsOf(node, text, ({ name, parent }) => name === "Identifier" && parent?.name === "VectorSelector");

/** Every label by which a PromQL query chooses or groups, with the metrics that it does so with. */
export function labelsIn(query: string): { readonly label: string; readonly metrics: readonly string[] }[] {
  const text = query.replaceAll(GRAFANA_VARIABLES, "5m");
  const found: { label: string; metrics: string[] }[] = [];
  promql.parse(text).iterate({
    enter: ({ name, node }) => {
      if (name !== "VectorSelector" && name !== "AggregateExpr") return;
      const part = node.getChild(name === "VectorSelector" ? "LabelMatchers" : "AggregateModifier");
      if (part === null) return;
      const metrics = metricsBelow(node, text);
      const labels = textsOf(part, text, (each) => each.name === "LabelName");
      found.push(...labels.map((label) => ({ label, metrics })));
    },
  });
  return found;
}

function textsOf(node: SyntaxNode, text: string, is: (node: SyntaxNode) => boolean): string[] {
  const texts: string[] = [];
  const visit = (each: SyntaxNode): void => {
    if (is(each)) texts.push(text.slice(each.from, each.to));
    for (let child = each.firstChild; child !== null; child = child.nextSibling) visit(child);
  };
  visit(node);
  return texts;
}
