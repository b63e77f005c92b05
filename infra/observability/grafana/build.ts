#!/usr/bin/env bun
/** Writes dashboards/*.json from dashboards.ts: Grafana wants hundreds of lines of JSON where a title and a query are meant. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dashboard, dashboards, type Panel } from "./dashboards.ts";

const WIDTH = 24;
const HEIGHT = 8;

const sources = { prometheus: "prometheus", loki: "loki", tempo: "tempo" } as const;
const panelTypes = {
  graph: "timeseries",
  number: "stat",
  table: "table",
  logs: "logs",
  traces: "table",
} as const;

/** The files that there should be, by name. */
export function render(): ReadonlyMap<string, string> {
  return new Map(
    dashboards.map((dashboard) => [`${dashboard.uid}.json`, `${JSON.stringify(json(dashboard), null, 1)}\n`]),
  );
}

function json({ uid, title, panels }: Dashboard) {
  return {
    uid,
    title,
    tags: ["scaffold"],
    timezone: "utc",
    refresh: "30s",
    schemaVersion: 41,
    time: { from: "now-3h", to: "now" },
    graphTooltip: 1,
    links: [{ type: "dashboards", tags: ["scaffold"], title: "Scaffold", includeVars: true, keepTime: true }],
    panels: panels.map(panelJson),
  };
}

function panelJson(panel: Panel, index: number) {
  const type = panelTypes[panel.show];
  const datasource = { type: sources[panel.from ?? "prometheus"], uid: panel.from ?? "prometheus" };
  const width = panel.wide ? WIDTH : WIDTH / 2;
  return {
    id: index + 1,
    type,
    title: panel.title,
    description: panel.about ?? "",
    datasource,
    gridPos: {
      x: panel.wide ? 0 : (index % 2) * width,
      y: Math.floor(index / 2) * HEIGHT,
      w: width,
      h: HEIGHT,
    },
    fieldConfig: { defaults: { unit: panel.unit ?? "short", min: 0 }, overrides: [] },
    options: type === "timeseries" ? { legend: { displayMode: "table", calcs: ["lastNotNull", "max"] } } : {},
    targets: panel.queries.map((query, at) => target(panel, query, at)),
  };
}

function target(panel: Panel, [expr, legendFormat]: Panel["queries"][number], at: number) {
  const refId = String.fromCharCode("A".charCodeAt(0) + at);
  if (panel.from === "tempo")
    return { refId, queryType: "traceql", query: expr, limit: 20, tableType: "traces" };
  const base = { refId, expr, legendFormat };
  if (panel.from === "loki") return { ...base, queryType: "range" };
  if (panel.show === "table") return { ...base, instant: true, range: false, format: "table" };
  return { ...base, range: true, exemplar: panel.exemplars ?? false };
}

if (import.meta.main) {
  for (const [name, text] of render()) writeFileSync(join(import.meta.dir, "dashboards", name), text);
}
