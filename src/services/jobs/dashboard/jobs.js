/** A list of jobs: which list, of which queue and name, a page at a time. */
import { api, get, query } from "./api.js";
import { h, table } from "./dom.js";
import { badge, number, time } from "./format.js";

const lists = [
  ["active", "Active", (queue) => queue.running + queue.queued],
  ["pending", "Pending", (queue) => queue.due],
  ["scheduled", "Scheduled", (queue) => queue.scheduled],
  ["retrying", "Retrying", (queue) => queue.retrying],
  ["dead", "Dead", (queue) => queue.dead],
  ["done", "Done"],
  ["cancelled", "Cancelled"],
];

export const loadJobs = ({ list, filter, cursor }) =>
  get(`/jobs${query({ list, ...filter, cursor, limit: 25 })}`);

/** `go` changes a part of the address: { list, queue, name, cursor }. */
export function jobsView({ list, filter, cursor }, { page, overview }, { act, go, open }) {
  return [
    h(
      "nav",
      { "aria-label": "Lists" },
      lists.map((one) => tab(one, list, filter, overview)),
    ),
    h(
      "section",
      { class: "panel" },
      h(
        "div",
        { class: "head" },
        queueSelect(filter, overview, go),
        filter.name &&
          h("button", { onclick: () => go({ name: undefined, cursor: undefined }) }, `${filter.name} ✕`),
        h("span", { class: "push" }),
        list === "dead" && page.items.length > 0 && retryAll(filter, act),
      ),
      page.items.length === 0
        ? h("p", { class: "empty" }, "Nothing here.")
        : jobTable(page.items, { open, go }),
      (cursor || page.next_cursor) &&
        h(
          "div",
          { class: "head" },
          h("button", { disabled: !cursor, onclick: () => go({ cursor: undefined }) }, "Newest"),
          h(
            "button",
            { disabled: !page.next_cursor, onclick: () => go({ cursor: page.next_cursor }) },
            "Older",
          ),
        ),
    ),
  ];
}

function tab([list, label, count], current, { queue }, { queues }) {
  const counted =
    count && queues.filter((one) => !queue || one.queue === queue).reduce((sum, one) => sum + count(one), 0);
  const href = `#/jobs/${list}${query({ queue })}`;
  return h(
    "a",
    { href, "aria-current": list === current && "page" },
    count ? `${label} ${number(counted)}` : label,
  );
}

function queueSelect({ queue }, { queues }, go) {
  const options = ["", ...queues.map((one) => one.queue)];
  const onchange = (event) => go({ queue: event.target.value, cursor: undefined });
  return h(
    "select",
    { "aria-label": "Queue", onchange },
    options.map((one) => h("option", { value: one, selected: one === (queue ?? "") }, one || "All queues")),
  );
}

function retryAll(filter, act) {
  const which = filter.name ?? filter.queue ?? "";
  const retry = async () => await api("POST", "/jobs/retries", filter);
  return h(
    "button",
    { class: "primary", onclick: act(retry, ({ retried }) => `${number(retried)} jobs are ready again.`) },
    `Retry all ${which}`.trim(),
  );
}

function jobTable(jobs, { open, go }) {
  const rows = jobs.map((job) =>
    h(
      "tr",
      { class: "link", onclick: (event) => event.target.closest("a, button") === null && open(job.id) },
      h("td", {}, nameLink(job, go), h("span", { class: "sub" }, job.queue)),
      h(
        "td",
        {},
        h("a", { href: "#", class: "mono", onclick: prevent(() => open(job.id)) }, shortJson(job.payload)),
      ),
      h(
        "td",
        {},
        badge(stateOf(job)),
        progress(job),
        job.last_error &&
          job.state !== "done" &&
          h("span", { class: "sub bad", title: job.last_error }, job.last_error),
      ),
      h("td", {}, `${job.attempts} of ${job.max_attempts}`),
      h("td", {}, time(job.finished_at ?? job.started_at ?? job.run_at)),
    ),
  );
  return table(["Job", "Payload", "State", "Attempt", "When"], rows);
}

const prevent = (work) => (event) => {
  event.preventDefault();
  work();
};

const nameLink = (job, go) =>
  h(
    "a",
    {
      href: "#",
      title: `Only ${job.name}`,
      onclick: prevent(() => go({ name: job.name, cursor: undefined })),
    },
    h("b", {}, job.name),
  );

/** A job that waits for another attempt is called so: "ready" would hide that it failed. */
export const stateOf = (job) => (job.state === "ready" && job.attempts > 0 ? "retrying" : job.state);

export const progress = (job) =>
  job.state === "running" &&
  job.progress !== null && [
    " ",
    h("progress", { value: job.progress, max: 1, title: job.progress_note ?? "" }),
    h("span", { class: "sub" }, job.progress_note ?? ""),
  ];

const shortJson = (payload) => {
  const text = JSON.stringify(payload);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
