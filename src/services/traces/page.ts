/** /dev/traces as two pages: the last traces, and one as a waterfall. They run no script at all. */
import { type Html, html } from "../../mail/html.ts";
import { type Bar, extent, kindOf, queryCount, rootOf, type Trace, titleOf, waterfall } from "./trace.ts";

export function traceListPage(traces: readonly Trace[], path: string): string {
  const rows = traces.map((trace) => {
    const root = rootOf(trace);
    const failed = trace.spans.some((span) => span.failed);
    const status = root?.attributes["http.response.status_code"] ?? "";
    return html`<a class="row ${failed ? "failed" : ""}" href="${path}/${trace.id}">
<span class="name">${root === undefined ? "" : titleOf(root)}</span><span class="status s${status.slice(0, 1)}">${status}</span>
<span>${queries(trace)}</span><span>${milliseconds(root?.durationMs ?? 0)}</span><time>${time(trace)}</time></a>\n`;
  });
  const body =
    traces.length > 0
      ? html`<nav class="card">${rows}</nav>`
      : html`<p class="card empty">No traces yet: ask the API something.</p>`;
  // Looks again by itself, without a script.
  return page("Traces", body, html`<meta http-equiv="refresh" content="5">`);
}

export function tracePage(trace: Trace, path: string): string {
  const { durationMs } = extent(trace);
  const body = html`<p><a href="${path}">← All traces</a></p>
<p class="soft">Trace ${trace.id}, ${milliseconds(durationMs)} from beginning to end, ${queries(trace)}, ${time(trace)}</p>
<div class="card">${waterfall(trace).map(barRow)}</div>`;
  const root = rootOf(trace);
  return page(root === undefined ? "Trace" : titleOf(root), body, html``);
}

/** Numbers are all that goes into a style. */
function barRow({ span, depth, left, width }: Bar): Html {
  const details = Object.entries(span.attributes).map(
    ([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`,
  );
  return html`<details class="span ${span.failed ? "failed" : ""}"><summary>
<span class="name" style="padding-left:${depth * 16}px">${span.name}</span>
<span class="track"><span class="bar ${kindOf(span)}" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></span></span>
<span>${milliseconds(span.durationMs)}</span></summary><dl>${details}</dl></details>\n`;
}

function queries(trace: Trace): string {
  const count = queryCount(trace);
  return count === 1 ? "1 query" : `${count} queries`;
}

const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

const time = (trace: Trace): string => new Date(extent(trace).startMs).toISOString().slice(11, 23);

function page(title: string, body: Html, head: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${head}
<title>${title} · Traces</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#e4e4e7, #3f3f46); --soft: light-dark(#71717a, #a1a1aa);
  --bad: light-dark(#dc2626, #f87171); --warn: light-dark(#b45309, #fbbf24); }
body { margin: 0 auto; max-width: 1000px; padding: 24px 16px; background: light-dark(#f4f4f5, #18181b);
  color: light-dark(#27272a, #e4e4e7); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; overflow-wrap: anywhere; } a { color: light-dark(#4338ca, #a5b4fc); }
.card { background: light-dark(#ffffff, #27272a); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.empty { padding: 24px; } .empty, .soft, time, dt { color: var(--soft); }
.row, summary { display: grid; gap: 16px; padding: 8px 16px; border-top: 1px solid var(--line); color: inherit; }
.row, summary { font-variant-numeric: tabular-nums; } .row > :not(.name), summary > :last-child { text-align: right; }
.row { grid-template-columns: 1fr 40px 80px 80px 100px; text-decoration: none; }
summary { grid-template-columns: minmax(140px, 320px) 1fr 80px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.row:first-child, .span:first-child summary { border-top: 0; }
.row:hover, summary:hover { background: light-dark(#f4f4f5, #3f3f46); }
.name { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.failed .name { color: var(--bad); } .track { position: relative; }
.bar { position: absolute; top: 5px; height: 12px; min-width: 2px; border-radius: 3px; }
.other { background: light-dark(#6366f1, #818cf8); } .query { background: light-dark(#0d9488, #2dd4bf); }
.job { background: light-dark(#d97706, #fbbf24); } .mail { background: light-dark(#db2777, #f472b6); }
.failed .bar { background: var(--bad); } .s4 { color: var(--warn); } .s5 { color: var(--bad); }
dl { display: grid; grid-template-columns: 220px 1fr; gap: 2px 16px; margin: 0; padding: 8px 16px 16px; }
@media (max-width: 640px) { .row, summary { gap: 4px 16px; } .row { grid-template-columns: 1fr auto auto; }
  .row .name, .track { grid-column: 1 / -1; } .row > .status { text-align: left; } .row time { display: none; }
  summary { grid-template-columns: 1fr auto; } .track { grid-row: 2; height: 12px; } .bar { top: 0; }
  dl { grid-template-columns: 1fr; } }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>`.toString();
}
