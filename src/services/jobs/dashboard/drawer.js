/** One job, with everything that is known of it and what can be done about it. */
import { api } from "./api.js";
import { h, show } from "./dom.js";
import { badge, json, time } from "./format.js";
import { progress, stateOf } from "./jobs.js";

const dialog = document.getElementById("drawer");

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

/** Called when somebody has closed it. */
export const onClosed = (listener) => dialog.addEventListener("close", listener);

/** null closes it. */
export function showJob(job, act) {
  if (job === null) return dialog.close();
  show(dialog, h("div", { class: "inside" }, content(job, act)));
  if (!dialog.open) dialog.showModal();
}

function content(job, act) {
  return [
    h(
      "div",
      { class: "title" },
      h("h2", {}, job.name),
      badge(stateOf(job)),
      progress(job),
      h("button", { "aria-label": "Close", onclick: () => dialog.close() }, "✕"),
    ),
    facts(job),
    actions(job, act),
    h("h3", {}, "Payload"),
    h("pre", {}, json(job.payload)),
    job.result !== null && [h("h3", {}, "Result"), h("pre", {}, json(job.result))],
    job.errors.length > 0 && [h("h3", {}, "Errors, newest first"), job.errors.toReversed().map(failure)],
  ];
}

function facts(job) {
  const known = [
    ["Id", h("span", { class: "mono" }, job.id)],
    ["Queue", `${job.queue}, priority ${job.priority}`],
    [
      "Attempts",
      `${job.attempts} of ${job.max_attempts}, started ${job.runs === 1 ? "once" : `${job.runs} times`}`,
    ],
    ["Enqueued", time(job.created_at)],
    [job.state === "ready" ? "Next run" : "Due", time(job.run_at)],
    ["Started", job.started_at && time(job.started_at)],
    ["Ended", job.finished_at && time(job.finished_at)],
    ["Stop requested", job.state === "running" && job.cancel_requested_at && time(job.cancel_requested_at)],
    ["Worker", job.worker_host && `${job.worker_host}, process ${job.worker_pid}`],
    ["Trace", job.trace_id && traceLink(job.trace_id)],
    ["User", job.user_id && h("span", { class: "mono" }, job.user_id)],
    ["Organization", job.organization_id && h("span", { class: "mono" }, job.organization_id)],
    ["Unique key", job.unique_key && h("span", { class: "mono" }, job.unique_key)],
  ];
  return h(
    "dl",
    {},
    known.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** While developing the server shows traces itself, and says where. */
function traceLink(id) {
  const { traces } = document.documentElement.dataset;
  return h(traces ? "a" : "span", { class: "mono", href: traces && `${traces}/${id}` }, id);
}

function actions(job, act) {
  const post = (what) => () => api("POST", `/jobs/${job.id}/${what}`);
  const waits = job.state === "ready" && new Date(job.run_at) > new Date();
  return h(
    "div",
    { class: "actions" },
    ["dead", "cancelled"].includes(job.state) &&
      h("button", { class: "primary", onclick: act(post("retry"), "The job is ready again.") }, "Retry"),
    waits &&
      h(
        "button",
        { class: "primary", onclick: act(post("bring-forward"), "The job is due now.") },
        "Run now",
      ),
    job.finished_at === null &&
      h(
        "button",
        {
          class: "danger",
          onclick: act(post("cancel"), ({ state }) =>
            state === "running" ? "The job was told to stop." : "The job is cancelled.",
          ),
        },
        "Cancel",
      ),
  );
}

const failure = ({ attempt, at, message, stack }) =>
  h(
    "details",
    {},
    h("summary", {}, `Attempt ${attempt}: ${message} `, h("span", { class: "at" }, time(at))),
    stack && h("pre", {}, stack),
  );
