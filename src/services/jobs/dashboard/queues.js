/** What is where: totals, how many end each second, every queue, the workers. */
import { api } from "./api.js";
import { h, table } from "./dom.js";
import { badge, duration, number, time } from "./format.js";
import { currentRate, sparkline } from "./sparkline.js";

const sum = (queues, field) => queues.reduce((total, queue) => total + queue[field], 0);

export function queuesView({ queues, workers }, act) {
  return [
    h(
      "div",
      { class: "cards" },
      card("active", "Active", sum(queues, "running") + sum(queues, "queued")),
      card("pending", "Pending", sum(queues, "due")),
      card("scheduled", "Scheduled", sum(queues, "scheduled")),
      card("retrying", "Retrying", sum(queues, "retrying")),
      card("dead", "Dead", sum(queues, "dead")),
      card("done", "Done in the last minute", sum(queues, "done_last_minute")),
    ),
    h(
      "section",
      { class: "panel" },
      h(
        "div",
        { class: "head" },
        h("h2", {}, "Throughput"),
        h("span", { class: "push" }, `${currentRate().toFixed(1)} jobs per second`),
      ),
      sparkline(),
    ),
    h(
      "section",
      { class: "panel" },
      h("div", { class: "head" }, h("h2", {}, "Queues")),
      queueTable(queues, act),
    ),
    h(
      "section",
      { class: "panel" },
      h("div", { class: "head" }, h("h2", {}, "Workers")),
      workerTable(workers),
    ),
  ];
}

const card = (list, label, count) =>
  h("a", { class: "card", href: `#/jobs/${list}` }, h("b", {}, number(count)), h("span", {}, label));

const cell = (count, href) =>
  h(
    "td",
    { class: count === 0 ? "n zero" : "n" },
    count === 0 || !href ? number(count) : h("a", { href }, number(count)),
  );

function queueTable(queues, act) {
  const rows = queues.map((queue) => {
    const link = (list) => `#/jobs/${list}?queue=${encodeURIComponent(queue.queue)}`;
    return h(
      "tr",
      {},
      h("td", {}, h("b", {}, queue.queue), " ", queue.paused_at && badge("paused")),
      cell(queue.running + queue.queued, link("active")),
      cell(queue.due, link("pending")),
      cell(queue.scheduled, link("scheduled")),
      cell(queue.retrying, link("retrying")),
      cell(queue.dead, link("dead")),
      cell(queue.done_last_minute, link("done")),
      cell(queue.dead_last_minute, link("dead")),
      h("td", { class: "n" }, duration(queue.oldest_due_seconds)),
      h("td", { class: "n" }, pauseButton(queue, act)),
    );
  });
  const counts = ["Active", "Pending", "Scheduled", "Retrying", "Dead", "Done/min", "Dead/min", "Oldest"];
  return table(["Queue", ...counts.map((n) => ({ n })), ""], rows);
}

function pauseButton({ queue, paused_at: paused }, act) {
  const path = `/jobs/queues/${encodeURIComponent(queue)}/pause`;
  const change = paused ? () => api("DELETE", path) : () => api("PUT", path);
  const said = paused ? `${queue} goes on.` : `${queue} is paused: what runs goes on, nothing new begins.`;
  return h(
    "button",
    { "aria-label": `${paused ? "Resume" : "Pause"} ${queue}`, onclick: act(change, said) },
    paused ? "Resume" : "Pause",
  );
}

function workerTable(workers) {
  if (workers.length === 0) return h("p", { class: "empty" }, "No worker is up. Start one: scaffold work");
  const rows = workers.map((worker) =>
    h(
      "tr",
      {},
      h("td", {}, h("b", {}, worker.host), h("span", { class: "sub" }, `process ${worker.pid}`)),
      h("td", {}, worker.engine),
      h(
        "td",
        {},
        Object.entries(worker.queues)
          .map(([queue, limit]) => `${queue} × ${limit}`)
          .join(", "),
      ),
      h("td", { class: "n" }, number(worker.running)),
      h("td", {}, time(worker.started_at)),
    ),
  );
  return table(["Host", "Engine", "Queues", { n: "Running" }, "Started"], rows);
}
