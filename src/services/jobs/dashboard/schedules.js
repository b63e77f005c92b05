/** Jobs that come again and again. */
import { api } from "./api.js";
import { h, table } from "./dom.js";
import { badge, time } from "./format.js";

export function schedulesView(schedules, { act, open }) {
  if (schedules.length === 0)
    return h(
      "section",
      { class: "panel" },
      h("p", { class: "empty" }, "No schedules. A worker writes them down when it starts."),
    );
  const rows = schedules.map((schedule) =>
    h(
      "tr",
      {},
      h("td", {}, h("b", {}, schedule.name), h("span", { class: "sub" }, schedule.queue)),
      h("td", {}, h("code", {}, schedule.cron), h("span", { class: "sub" }, schedule.timezone)),
      h("td", {}, schedule.paused_at ? badge("paused") : time(schedule.next_run_at)),
      h("td", {}, time(schedule.last_run_at)),
      h("td", {}, lastJob(schedule, open)),
      h("td", {}, h("div", { class: "actions" }, runButton(schedule, act), pauseButton(schedule, act))),
    ),
  );
  return h("section", { class: "panel" }, table(["Schedule", "When", "Next", "Last", "Came to", ""], rows));
}

const lastJob = ({ last_job_id: id, last_job_state: state }, open) =>
  state === null ? "–" : h("button", { onclick: () => open(id) }, badge(state));

const runButton = ({ name }, act) =>
  h(
    "button",
    { onclick: act(() => api("POST", `/jobs/schedules/${name}/runs`), `${name} is enqueued.`) },
    "Run now",
  );

function pauseButton({ name, paused_at: paused }, act) {
  const change = () => api(paused ? "DELETE" : "PUT", `/jobs/schedules/${name}/pause`);
  return h(
    "button",
    { onclick: act(change, paused ? `${name} goes on.` : `${name} is paused.`) },
    paused ? "Resume" : "Pause",
  );
}
